/** The filters of the page. Their names and types are the contract's: see src/model/filters.ts. */
import type { FilterName } from '../model/filters';
import { texts } from './texts';

type TextFilter = Extract<
  FilterName,
  | 'status_code'
  | 'ai_model'
  | 'ai_org_model'
  | 'virtual_keys'
  | 'configs'
  | 'trace_id'
  | 'prompt_slug'
  | 'workspace_slug'
>;

const { names, cents } = texts.filters;

export const textFilters = [
  { name: 'ai_model', label: names.ai_model, example: 'gpt-4o, claude-3-5-sonnet' },
  { name: 'status_code', label: names.status_code, example: '200, 429' },
  { name: 'ai_org_model', label: names.ai_org_model, example: 'openai__gpt-4o' },
  { name: 'virtual_keys', label: names.virtual_keys, example: 'openai-prod' },
  { name: 'configs', label: names.configs, example: 'pc-fallback-1' },
  { name: 'prompt_slug', label: names.prompt_slug, example: 'pp-summary-1' },
  { name: 'trace_id', label: names.trace_id, example: 'trace-8f3a' },
  { name: 'workspace_slug', label: names.workspace_slug, example: 'ws-search' },
] as const satisfies readonly { name: TextFilter; label: string; example: string }[];
export type TextFilterName = (typeof textFilters)[number]['name'];

export const rangeFilters = [
  { min: 'cost_min', max: 'cost_max', label: names.cost, unit: cents },
  { min: 'total_units_min', max: 'total_units_max', label: names.total_units, unit: '' },
  { min: 'prompt_token_min', max: 'prompt_token_max', label: names.prompt_token, unit: '' },
  { min: 'completion_token_min', max: 'completion_token_max', label: names.completion_token, unit: '' },
  { min: 'weighted_feedback_min', max: 'weighted_feedback_max', label: names.weighted_feedback, unit: '' },
] as const satisfies readonly { min: FilterName; max: FilterName; label: string; unit: string }[];
export type RangeFilterName = (typeof rangeFilters)[number]['min' | 'max'];
