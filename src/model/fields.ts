/**
 * The field catalogue: every column an export may be asked for, under both generations of names.
 * The API, the OpenAPI document, the page, the encoder and docs/fields.md are all made from this list.
 */

/** How a column's value is made from the stored one; the rules are in src/encode. */
export type FieldKind =
  | 'string'
  | 'json'
  | 'date'
  | 'number'
  | 'count'
  | 'flag'
  | 'label'
  | 'streamMode'
  | 'metadata'
  | 'metadataKeys'
  | 'metadataValues';

export type FieldGroup = 'Log' | 'Content' | 'Model' | 'Usage' | 'Outcome' | 'Request' | 'Gateway' | 'Metadata';

export interface Field {
  /** The name a client asks for, and the key the line carries. */
  readonly name: string;
  /** Its dotted path in the log document, either nested or with literal dots. */
  readonly path: string;
  /** An alternative name in some stores. */
  readonly otherPath?: string | undefined;
  readonly kind: FieldKind;
  readonly group: FieldGroup;
  readonly description: string;
  /** The same column's name in the other generation, where it has one. */
  readonly alias: string | null;
  /** The scope a key needs, besides `logs.export`, to ask for the field. */
  readonly scope: 'completions' | null;
}

interface Entry {
  names: [current: string | null, earlier?: string];
  path: string;
  otherPath?: string;
  kind: FieldKind;
  group: FieldGroup;
  description: string;
  scope?: 'completions';
}

const entries: Entry[] = [
  { names: ['id'], path: '_id', kind: 'string', group: 'Log', description: 'Id of the log.' },
  {
    names: ['trace_id'],
    path: 'metrics.trace_id',
    kind: 'string',
    group: 'Log',
    description: 'Trace of the request.',
  },
  {
    names: ['created_at'],
    path: 'created_at',
    kind: 'date',
    group: 'Log',
    description: 'Time of the log: ISO 8601, milliseconds, UTC.',
  },
  {
    names: ['request', 'request.body'],
    path: 'request.body',
    kind: 'json',
    group: 'Content',
    description: 'Request body (the prompt), as sent.',
    scope: 'completions',
  },
  {
    names: ['response', 'response.body'],
    path: 'response.body',
    kind: 'json',
    group: 'Content',
    description: 'Response body (the completion), as received.',
    scope: 'completions',
  },
  {
    names: ['ai_provider', 'ai_org'],
    path: 'metrics.ai_org',
    kind: 'string',
    group: 'Model',
    description: 'Provider that responded.',
  },
  {
    names: ['ai_model'],
    path: 'metrics.ai_model',
    kind: 'string',
    group: 'Model',
    description: 'Model that responded.',
  },
  {
    names: ['request_tokens', 'req_units'],
    path: 'metrics.req_units',
    kind: 'count',
    group: 'Usage',
    description: 'Tokens in the prompt.',
  },
  {
    names: ['response_tokens', 'res_units'],
    path: 'metrics.res_units',
    kind: 'count',
    group: 'Usage',
    description: 'Tokens in the completion.',
  },
  {
    names: ['total_tokens', 'total_units'],
    path: 'metrics.total_units',
    kind: 'count',
    group: 'Usage',
    description: 'Total tokens.',
  },
  {
    names: ['cost'],
    path: 'metrics.cost',
    kind: 'number',
    group: 'Usage',
    description: 'Cost of the request, in US cents.',
  },
  {
    names: ['cost_currency'],
    path: 'metrics.cost_currency',
    kind: 'string',
    group: 'Usage',
    description: 'Currency of the cost: USD.',
  },
  {
    names: ['response_time'],
    path: 'metrics.response_time',
    kind: 'number',
    group: 'Outcome',
    description: 'Response time, in milliseconds.',
  },
  {
    names: ['status_code', 'response_status_code'],
    path: 'metrics.response_status_code',
    kind: 'count',
    group: 'Outcome',
    description: 'HTTP status of the response.',
  },
  {
    names: ['config'],
    path: 'metrics.config',
    kind: 'string',
    group: 'Gateway',
    description: 'Gateway config that was applied.',
  },
  {
    names: ['prompt_slug'],
    path: 'metrics.prompt_slug',
    kind: 'string',
    group: 'Gateway',
    description: 'Prompt template that was used.',
  },
  {
    names: ['metadata'],
    path: 'metrics.metadata',
    kind: 'metadata',
    group: 'Metadata',
    description: 'Metadata of the request: an object of strings.',
  },
  {
    names: [null, 'metadata.key'],
    path: 'metrics.metadata.key',
    kind: 'metadataKeys',
    group: 'Metadata',
    description: 'Keys of the metadata, as a list.',
  },
  {
    names: [null, 'metadata.value'],
    path: 'metrics.metadata.value',
    kind: 'metadataValues',
    group: 'Metadata',
    description: 'Values of the metadata, as a list in the order of the keys.',
  },
  {
    names: [null, 'is_success'],
    path: 'metrics.is_success',
    kind: 'flag',
    group: 'Outcome',
    description: '1 if the request succeeded, else 0.',
  },
  {
    names: [null, 'request_url'],
    path: 'metrics.request_url',
    kind: 'string',
    group: 'Request',
    description: 'URL that was called.',
  },
  {
    names: [null, 'request_method'],
    path: 'metrics.request_method',
    kind: 'string',
    group: 'Request',
    description: 'HTTP method.',
  },
  {
    names: [null, 'cache_status'],
    path: 'metrics.cache_status',
    kind: 'label',
    group: 'Gateway',
    description: 'SEMANTIC HIT, HIT, MISS or DISABLED.',
  },
  {
    names: [null, 'cache_type'],
    path: 'metrics.cache_type',
    kind: 'label',
    group: 'Gateway',
    description: 'SIMPLE or SEMANTIC.',
  },
  {
    names: [null, 'stream_mode'],
    path: 'metrics.stream_mode',
    kind: 'streamMode',
    group: 'Request',
    description: 'TRUE if the response was streamed, else FALSE.',
  },
  {
    names: [null, 'retry_success_count'],
    path: 'metrics.retry_success_count',
    kind: 'count',
    group: 'Gateway',
    description: 'Number of retries until it succeeded.',
  },
  {
    names: [null, 'mode'],
    path: 'metrics.mode',
    kind: 'label',
    group: 'Gateway',
    description: 'SINGLE, FALLBACK or LOADBALANCE.',
  },
  {
    names: ['provider', 'virtual_key'],
    path: 'metrics.virtual_key',
    otherPath: 'metrics.provider',
    kind: 'string',
    group: 'Gateway',
    description: 'Virtual key or provider of the gateway that was used.',
  },
  {
    names: [null, 'runtime'],
    path: 'metrics.runtime',
    kind: 'string',
    group: 'Request',
    description: "Caller's runtime.",
  },
  {
    names: [null, 'runtime_version'],
    path: 'metrics.runtime_version',
    kind: 'string',
    group: 'Request',
    description: "Version of the caller's runtime.",
  },
  {
    names: [null, 'sdk_version'],
    path: 'metrics.sdk_version',
    kind: 'string',
    group: 'Request',
    description: "Version of the caller's SDK.",
  },
  {
    names: [null, 'prompt_version_id'],
    path: 'metrics.prompt_version_id',
    kind: 'string',
    group: 'Gateway',
    description: 'Version of the prompt template.',
  },
];

function toFields({ names: [current, earlier], scope = undefined, ...rest }: Entry): Field[] {
  const field = (name: string, alias: string | null): Field => ({ name, alias, scope: scope ?? null, ...rest });
  const fields: Field[] = [];
  if (current !== null) fields.push(field(current, earlier ?? null));
  if (earlier !== undefined) fields.push(field(earlier, current));
  return fields;
}

/** Every accepted name, in the catalogue's order; a column of both generations stands twice. */
export const fields: readonly Field[] = Object.freeze(entries.flatMap(toFields));

const byName = new Map(fields.map((field) => [field.name, field]));

/** The field of that name, in either spelling. */
export function findField(name: string): Field | undefined {
  return byName.get(name);
}

/** The columns of an export in the order asked for; throws where a name is not in the catalogue. */
export function columnsFor(names: readonly string[]): Field[] {
  return names.map((name) => {
    const field = findField(name);
    if (!field) throw new Error(`The field catalogue has no field ${JSON.stringify(name)}.`);
    return field;
  });
}

/** The first name that needs the `completions` scope, or undefined. */
export function contentField(names: readonly string[]): string | undefined {
  return names.find((name) => findField(name)?.scope === 'completions');
}

/**
 * The MongoDB projection that fetches the columns and nothing more but the sort key, by which two lanes are merged.
 * Metadata is stored under literal dotted names, which a projection path cannot name: for those columns the whole
 * (flat, small) `metrics` object is fetched.
 */
export function projectionFor(columns: readonly Field[]): Record<string, 1> {
  const paths = columns.flatMap(({ path, otherPath }) =>
    path.startsWith('metrics.metadata') ? ['metrics'] : otherPath === undefined ? [path] : [path, otherPath],
  );
  const wanted = new Set(['_id', 'created_at', ...paths]);
  const covered = (path: string) => path.startsWith('metrics.') && wanted.has('metrics');
  return Object.fromEntries([...wanted].filter((path) => !covered(path)).map((path) => [path, 1]));
}
