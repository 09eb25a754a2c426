/** What the filters are called on the page. Their names and types are the contract's: see src/model/filters.ts. */
import type { FilterName } from '../model/filters';

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

export const textFilters = [
  { name: 'status_code', label: 'Status codes', example: '200, 429' },
  { name: 'ai_model', label: 'Models', example: 'gpt-4o, claude-3-5-sonnet' },
  { name: 'ai_org_model', label: 'Models of a provider', example: 'openai__gpt-4o' },
  { name: 'virtual_keys', label: 'Virtual keys', example: 'openai-prod' },
  { name: 'configs', label: 'Configs', example: 'pc-fallback-1' },
  { name: 'prompt_slug', label: 'Prompts', example: 'pp-summary-1' },
  { name: 'trace_id', label: 'Trace ids', example: 'trace-8f3a' },
  { name: 'workspace_slug', label: 'Workspaces of the logs', example: 'ws-search' },
] as const satisfies readonly { name: TextFilter; label: string; example: string }[];
export type TextFilterName = (typeof textFilters)[number]['name'];

export const rangeFilters = [
  { min: 'cost_min', max: 'cost_max', label: 'Cost', unit: 'US cents' },
  { min: 'total_units_min', max: 'total_units_max', label: 'Tokens in all', unit: '' },
  { min: 'prompt_token_min', max: 'prompt_token_max', label: 'Tokens of the prompt', unit: '' },
  { min: 'completion_token_min', max: 'completion_token_max', label: 'Tokens of the completion', unit: '' },
  { min: 'weighted_feedback_min', max: 'weighted_feedback_max', label: 'Weighted feedback', unit: '' },
] as const satisfies readonly { min: FilterName; max: FilterName; label: string; unit: string }[];
export type RangeFilterName = (typeof rangeFilters)[number]['min' | 'max'];
