/** Values that filters may be given, taken from a sample of the logs. */
import { z } from 'zod';
import { timeFiltersSchema } from '../model/filters';
import { workspaceId } from './workspace';

/** The filters that values are suggested for. */
export const suggestedFilters = [
  'ai_model',
  'ai_org_model',
  'status_code',
  'virtual_keys',
  'configs',
  'prompt_slug',
] as const;
export type SuggestedFilter = (typeof suggestedFilters)[number];

export const suggestionsBody = z
  .strictObject({ filters: timeFiltersSchema, workspace_id: workspaceId.nullish() })
  .meta({ id: 'SuggestionsRequest' });

const values = z.array(z.string());

export const suggestionsAnswer = z
  .strictObject({
    object: z.literal('suggestions'),
    sampled: z.int().min(0).describe('How many of the newest logs of the range were looked at.'),
    values: z.record(z.enum(suggestedFilters), values).describe('For each filter, the most frequent values first.'),
    metadata: z.record(z.string(), values).describe('For each key, the most frequent values first.'),
  })
  .meta({ id: 'Suggestions' });
