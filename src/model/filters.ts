/**
 * The filters of an export: one list from which the request schema, the MongoDB query and the documentation are made.
 * A client's value only ever becomes a compared value here, never a field name or an operator.
 */
import type { Document, Filter } from 'mongodb';
import { z } from 'zod';
import { DEFAULT_MAX_LOGS } from './default-limit';
import { instant } from './instant';
import { metadataClause } from './metadata-filter';
import { numberText } from './number-text';
import { isReversed } from './time-range';

const MAX_TEXT = 4_096;

/** Of all filters of an export together, as JSON: each export in a list of a thousand is answered with its own. */
const MAX_BYTES = 16_384;

/** Further than any store reaches, and small enough that sums and products of these stay exact. */
const MAX_PASSED_OVER = 1_000_000_000;

/** The values of a list by commas, each once. */
const listed = (values: string) => [
  ...new Set(
    values
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean),
  ),
];

/** A message for what is no text at all; the checks of the text have their own. */
const isNoText = (message: string) => (issue: { code: string }) =>
  issue.code === 'invalid_type' ? message : undefined;

const text = (description: string) =>
  z
    .string({ error: isNoText('must be text: one value, or several by commas') })
    .max(MAX_TEXT)
    .regex(/[^,\s]/, 'must name at least one value')
    .describe(description);
const amount = (description: string) => z.number().describe(description);
const count = (description: string) => z.int().min(0).max(MAX_PASSED_OVER).describe(description);

const timeBounds = z
  .strictObject({
    gte: instant.optional(),
    gt: instant.optional(),
    lte: instant.optional(),
    lt: instant.optional(),
  })
  .describe('Creation time: ISO 8601, or a date, which means the whole UTC day.');

const CODES_WANTED = 'must be a status code or several by commas, such as "200" or "200,429"';
const statusCodes = z
  .union(
    [
      z.int().min(0, CODES_WANTED).max(999, CODES_WANTED),
      z
        .string()
        .max(MAX_TEXT)
        .regex(/^\s*\d{1,3}\s*(,\s*\d{1,3}\s*)*$/, CODES_WANTED),
    ],
    { error: CODES_WANTED },
  )
  .describe('Status codes, comma-separated.');

/** The first `__` parts a pair: a provider's name holds none. Null where a side is empty. */
function pairOf(written: string): { provider: string; model: string } | null {
  const [provider = '', ...rest] = written.split('__');
  const model = rest.join('__');
  return provider.trim() && model.trim() ? { provider: provider.trim(), model: model.trim() } : null;
}

const PAIRS_WANTED = 'must be pairs provider__model by commas, such as "openai__gpt-4o,anthropic__claude-3-5-sonnet"';
const modelPairs = z
  .string({ error: isNoText(PAIRS_WANTED) })
  .max(MAX_TEXT)
  .refine((values) => listed(values).length > 0 && listed(values).every((written) => pairOf(written) !== null), {
    error: PAIRS_WANTED,
  })
  .describe('Pairs provider__model, comma-separated.');

/** A whole number past 2^53 was rounded when it was read: it would be compared with what nobody asked for. */
const exactNumber = z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
  error: 'must stand in quotes: it is past 2^53, where numbers are no longer exact',
});
const metadataValue = z.union([z.string().max(MAX_TEXT), exactNumber, z.boolean()], {
  error: 'must be text, a number, true or false',
});

const metadataPairs = z
  .record(z.string().min(1).max(512), metadataValue)
  .refine((pairs) => Object.keys(pairs).length <= 64, { error: 'must have at most 64 keys' })
  .describe('Metadata as key → value; all must match.');

const filterShape = {
  created_at: timeBounds.optional(),
  time_of_generation_min: instant.describe('Same as created_at.gte.').optional(),
  time_of_generation_max: instant.describe('Same as created_at.lte.').optional(),
  cost_min: amount('Minimum cost, US cents.').optional(),
  cost_max: amount('Maximum cost, US cents.').optional(),
  total_units_min: amount('Minimum total tokens.').optional(),
  total_units_max: amount('Maximum total tokens.').optional(),
  prompt_token_min: amount('Minimum tokens in the prompt.').optional(),
  prompt_token_max: amount('Maximum tokens in the prompt.').optional(),
  completion_token_min: amount('Minimum tokens in the completion.').optional(),
  completion_token_max: amount('Maximum tokens in the completion.').optional(),
  weighted_feedback_min: amount('Minimum weighted feedback.').optional(),
  weighted_feedback_max: amount('Maximum weighted feedback.').optional(),
  status_code: statusCodes.optional(),
  ai_model: text('Models, comma-separated.').optional(),
  ai_org_model: modelPairs.optional(),
  virtual_keys: text('Virtual keys, comma-separated.').optional(),
  configs: text('Configs, comma-separated.').optional(),
  trace_id: text('Trace ids, comma-separated.').optional(),
  prompt_slug: text('Prompts, comma-separated.').optional(),
  workspace_slug: text('Workspaces, comma-separated.').optional(),
  metadata: metadataPairs.optional(),
  page_size: z.int().min(1).max(DEFAULT_MAX_LOGS).describe('Maximum number of logs in the export.').optional(),
  current_page: count('Page of page_size logs, from 0.').optional(),
  offset: count('Number of matching logs to skip, instead of current_page.').optional(),
} as const;

/** The time range alone. */
export const timeFiltersSchema = z.strictObject({
  created_at: filterShape.created_at,
  time_of_generation_min: filterShape.time_of_generation_min,
  time_of_generation_max: filterShape.time_of_generation_max,
});

type Shape = typeof filterShape;
export type FilterName = keyof Shape;
type ListName = 'ai_model' | 'virtual_keys' | 'configs' | 'trace_id' | 'prompt_slug' | 'workspace_slug';

const ranges = [
  ['cost_min', 'cost_max', 'metrics.cost'],
  ['total_units_min', 'total_units_max', 'metrics.total_units'],
  ['prompt_token_min', 'prompt_token_max', 'metrics.req_units'],
  ['completion_token_min', 'completion_token_max', 'metrics.res_units'],
  ['weighted_feedback_min', 'weighted_feedback_max', 'feedback.weighted'],
] as const;

/** Where a log holds it, and where some stores hold it instead. */
const lists: readonly [ListName, path: string, otherPath?: string][] = [
  ['ai_model', 'metrics.ai_model'],
  ['virtual_keys', 'metrics.virtual_key', 'metrics.provider'],
  ['configs', 'metrics.config'],
  ['trace_id', 'metrics.trace_id'],
  ['prompt_slug', 'metrics.prompt_slug'],
  ['workspace_slug', 'metrics.workspace_slug'],
];

/**
 * The filters' schema, with `page_size` bounded by the installation's limit.
 * Refuses unknown names, reversed ranges and a page given in two ways.
 */
export function filtersSchema(maxLogs: number) {
  return z
    .strictObject({
      ...filterShape,
      page_size: z.int().min(1).max(maxLogs).describe('Maximum number of logs in the export.').optional(),
    })
    .superRefine((filters, context) => {
      const refuse = (name: FilterName, message: string) => context.addIssue({ code: 'custom', path: [name], message });
      for (const [min, max] of ranges) {
        const [low, high] = [filters[min], filters[max]];
        if (low !== undefined && high !== undefined && low > high) refuse(min, `must not be above ${max}`);
      }
      if (isReversed(filters)) {
        const { created_at, ...others } = filters;
        refuse(
          created_at && !isReversed(others) ? 'created_at' : 'time_of_generation_min',
          'must not be a reversed range: its lower bound must not come after its upper one',
        );
      }
      if (filters.offset !== undefined && filters.current_page !== undefined) {
        refuse('offset', 'must not be given together with current_page: leave one of them out');
      }
    })
    .refine((filters) => new TextEncoder().encode(JSON.stringify(filters)).length <= MAX_BYTES, {
      error: `must take at most ${MAX_BYTES} bytes, written as JSON`,
    });
}

export type Filters = z.output<ReturnType<typeof filtersSchema>>;

/** Which slice of the matching logs, oldest first, the export holds. */
export function sliceOf(filters: Filters, maxLogs: number): { skip: number; limit: number } {
  const limit = filters.page_size ?? maxLogs;
  return { skip: filters.offset ?? (filters.current_page ?? 0) * limit, limit };
}

/**
 * A number within bounds, which a store may also hold as a text that is plainly one. Only such texts are converted: a
 * log that holds a number costs no more than it did.
 */
function amountClause(path: string, min: number | undefined, max: number | undefined): Filter<Document> {
  const bounds = { ...(min !== undefined && { $gte: min }), ...(max !== undefined && { $lte: max }) };
  const amount = { $convert: { input: `$${path}`, to: 'double', onError: null, onNull: null } };
  // What can't be converted is null, which comes before every number.
  const within = { $and: [{ $gte: [amount, min ?? -Infinity] }, { $lte: [amount, max ?? Infinity] }] };
  return { $or: [{ [path]: bounds }, { [path]: { $regex: numberText }, $expr: within }] };
}

/**
 * The filters as MongoDB clauses to be joined with AND, without the time range and the tenant: src/model/tenant.ts
 * adds those, so that no query is built without them.
 */
export function filterClauses(filters: Filters): Filter<Document>[] {
  const clauses: Filter<Document>[] = [];
  for (const [min, max, path] of ranges) {
    const [low, high] = [filters[min], filters[max]];
    if (low !== undefined || high !== undefined) clauses.push(amountClause(path, low, high));
  }
  for (const [name, path, otherPath] of lists) {
    const values = filters[name];
    if (values === undefined) continue;
    const [only, ...others] = listed(values);
    // An index that holds the order of time behind the value serves a single one by any planner.
    const isIn = others.length === 0 ? only : { $in: [only, ...others] };
    clauses.push(otherPath ? { $or: [{ [path]: isIn }, { [path]: null, [otherPath]: isIn }] } : { [path]: isIn });
  }
  if (filters.status_code !== undefined) {
    const codes = listed(String(filters.status_code)).map(Number);
    clauses.push({ 'metrics.response_status_code': { $in: [...codes, ...codes.map(String)] } });
  }
  if (filters.ai_org_model !== undefined) {
    const pairs = listed(filters.ai_org_model).flatMap((written) => pairOf(written) ?? []);
    clauses.push({
      $or: pairs.map(({ provider, model }) => ({ 'metrics.ai_org': provider, 'metrics.ai_model': model })),
    });
  }
  for (const [key, value] of Object.entries(filters.metadata ?? {})) clauses.push(metadataClause(key, value));
  return clauses;
}
