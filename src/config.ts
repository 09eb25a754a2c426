/**
 * The configuration: environment variables, read and checked once at start. The only reader of process.env.
 * docs/configuration.md and .env.example are generated from this list (`npm run docs`).
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_MAX_LOGS } from './model/filters';

const whole = (lowest: number, highest: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(lowest).max(highest));
const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true');
const text = z.string().min(1);
const fileContent = text.transform((path, context) => {
  try {
    return readFileSync(path);
  } catch {
    context.addIssue({ code: 'custom', message: 'must name a file that this process can read' });
    return z.NEVER;
  }
});
const url = (protocol: RegExp, example: string) =>
  text.refine((value) => protocol.test(value) && URL.canParse(value), { error: `must be a URL such as ${example}` });

/** `30` for everyone, or `30,org_a=all,org_b=90`: how many days back an organisation may export. */
const lookback = text
  .regex(/^(\d+|all)(,[^=,\s]+=(\d+|all))*$/, 'must be days or "all", then organisation=days by commas: "30,org_a=all"')
  .transform((value) => {
    const days = (part: string) => (part === 'all' ? null : Number(part));
    const [everyone = 'all', ...others] = value.split(',');
    const own = new Map(others.map((pair) => [pair.split('=')[0]!, days(pair.split('=')[1]!)]));
    return { everyone: days(everyone), own };
  });

/** `org_a=value,org_b=value`, as a map. */
const byOrganisation = text
  .regex(/^[^=,\s]+=[^=,\s]+(,[^=,\s]+=[^=,\s]+)*$/, 'must be organisation=value by commas: "org_a=x,org_b=y"')
  .transform((value) => new Map(value.split(',').map((pair) => pair.split('=') as [string, string])));

interface Setting<S extends z.ZodType = z.ZodType> {
  schema: S;
  description: string;
  /** The default as it would be written in the environment; undefined: none. */
  default?: string;
  required?: boolean;
  secret?: boolean;
}

const setting = <S extends z.ZodType>(
  schema: S,
  description: string,
  fallback?: string,
  more: Pick<Setting, 'secret'> = {},
) => ({ schema, description, ...(fallback !== undefined && { default: fallback }), ...more }) satisfies Setting<S>;
const required = <S extends z.ZodType>(schema: S, description: string, more: Pick<Setting, 'secret'> = {}) =>
  ({ schema, description, required: true as const, ...more }) satisfies Setting<S>;

const mongoUrl = z.string().regex(/^mongodb(\+srv)?:\/\/[^/]+/, 'must be a URL such as mongodb://host:27017');

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const otlpEndpoint = url(/^https?:/, 'http://localhost:4318');
const otlpProtocols = ['http/protobuf', 'http/json', 'grpc'] as const;
const otlpProtocol = z.enum(otlpProtocols, { error: `must be one of ${otlpProtocols.join(', ')}` });

export const settings = {
  MONGO_DB_CONNECTION_URL: required(mongoUrl, 'The MongoDB that holds the logs.', { secret: true }),
  MONGO_DATABASE: required(text, 'Its database.'),
  MONGO_COLLECTION_NAME: setting(text, 'Its collection of logs. Only read, except by POST /v1/logs.', 'logs'),
  EXPORTS_DB_CONNECTION_URL: setting(
    mongoUrl.optional(),
    'The MongoDB for the records of this service (exports, keys, audit). By default that of the logs.',
    undefined,
    { secret: true },
  ),
  EXPORTS_DATABASE: setting(text.optional(), 'Its database. By default that of the logs.'),
  TEMPORAL_ADDRESS: setting(text, 'host:port of the Temporal frontend.', 'localhost:7233'),
  TEMPORAL_NAMESPACE: setting(text, 'The Temporal namespace.', 'default'),
  TEMPORAL_TASK_QUEUE: setting(
    text,
    'The task queue between API and workers; that of the batches is named after it.',
    'logs-export',
  ),
  TEMPORAL_API_KEY: setting(text.optional(), 'The API key for Temporal Cloud; turns TLS on.', undefined, {
    secret: true,
  }),
  TEMPORAL_TLS: setting(flag, 'TLS towards Temporal, with the system certificates unless files are named.', 'false'),
  TEMPORAL_TLS_CA_FILE: setting(fileContent.optional(), 'PEM file of the CA that signed the server certificate.'),
  TEMPORAL_TLS_CERT_FILE: setting(fileContent.optional(), 'PEM file of the client certificate, for mutual TLS.'),
  TEMPORAL_TLS_KEY_FILE: setting(fileContent.optional(), 'PEM file of its private key.'),
  TEMPORAL_TLS_SERVER_NAME: setting(text.optional(), 'The name that the server certificate must carry.'),
  TEMPORAL_UI_URL: setting(
    url(/^https?:/, 'http://localhost:8233').optional(),
    "The Temporal UI, for operators' links.",
  ),
  GCS_BUCKET: required(text, 'The bucket for parts and files.'),
  GCS_PREFIX: setting(
    z.string().regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, 'must be a path such as exports/logs'),
    'The folder in the bucket.',
    'logs-export',
  ),
  GCS_ORGANISATION_BUCKETS: setting(
    byOrganisation.optional(),
    'Buckets of organisations that have one of their own: "org_a=bucket-a,org_b=bucket-b".',
  ),
  GCS_ORGANISATION_KMS_KEYS: setting(
    byOrganisation.optional(),
    'CMEK keys of organisations: "org_a=projects/p/locations/l/keyRings/r/cryptoKeys/k". Unset: the bucket decides.',
  ),
  GCS_API_ENDPOINT: setting(
    url(/^https?:/, 'http://localhost:4443').optional(),
    'Another endpoint of the GCS API: an emulator. Unset: Google, with the standard credentials.',
  ),
  GCS_API_ENDPOINT_AUTH: setting(
    flag,
    'Send the Google credentials to GCS_API_ENDPOINT too: for a private endpoint of Google, not for an emulator.',
    'false',
  ),
  GCS_SIGNED_URL_HOST: setting(
    url(/^https?:/, 'https://storage.googleapis.com').optional(),
    'Where download URLs point to, if not to the endpoint that the service uses.',
  ),
  IAM_CREDENTIALS_ENDPOINT: setting(
    url(/^https?:/, 'https://iamcredentials.googleapis.com').optional(),
    'Another endpoint of the API that signs download URLs where there is no private key. Unset: Google.',
  ),
  SIGNED_URL_SECONDS: setting(whole(1, 604_800), 'For how long a download URL is valid.', '900'),
  HOST: setting(text, "The address that the API, and the worker's metrics, listen on.", '0.0.0.0'),
  PORT: setting(whole(0, 65_535), 'The port the API listens on.', '8080'),
  WORKER_METRICS_PORT: setting(
    whole(0, 65_535).optional(),
    "The port of the worker's /metrics, /healthz and /readyz. Unset: none.",
  ),
  TRUST_PROXY: setting(
    flag,
    'Take the client address from X-Forwarded-For: only behind a proxy that sets it.',
    'false',
  ),
  RATE_LIMIT_PER_MINUTE: setting(
    whole(1, 1_000_000),
    'How many requests a key may send a minute, over all API processes.',
    '1200',
  ),
  LOG_LEVEL: setting(z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }), 'What is logged.', 'info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    otlpEndpoint.optional(),
    'Where OpenTelemetry traces are sent to (OTLP). Unset, here and in the next one: there are no traces.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    otlpEndpoint.optional(),
    'The same for traces alone, as a whole URL: http://localhost:4318/v1/traces.',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: setting(
    otlpProtocol,
    `How traces are sent: ${otlpProtocols.join(', ')}.`,
    'http/protobuf',
  ),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: setting(otlpProtocol.optional(), 'The same for traces alone.'),
  OTEL_TRACES_EXPORTER: setting(
    z.enum(['otlp', 'none'], { error: 'must be otlp or none' }),
    'otlp, or none for no traces.',
    'otlp',
  ),
  OTEL_SDK_DISABLED: setting(
    text.transform((value) => value.toLowerCase() === 'true'),
    'true for no traces, whatever the others say.',
    'false',
  ),
  EXPORT_MAX_LOGS: setting(whole(1, 100_000_000), 'How many logs an export may hold.', String(DEFAULT_MAX_LOGS)),
  EXPORT_LOOKBACK_DAYS: setting(lookback, 'How many days back an export may reach: "30", or "30,org_a=all".', 'all'),
  EXPORT_RETENTION_DAYS: setting(whole(1, 36_500), 'For how many days a file is kept.', '30'),
  EXPORT_BATCH_LOGS: setting(whole(1, 100_000), 'How many logs a batch holds at most.', '5000'),
  EXPORT_PART_BYTES: setting(whole(65_536, 1_073_741_824), 'At how many bytes a part is closed.', '8388608'),
  EXPORT_BATCHES_AT_ONCE: setting(whole(1, 100), 'How many batches of one export are written at once.', '4'),
  EXPORT_RUNS_PER_ORGANISATION: setting(
    whole(1, 10_000),
    'How many exports of an organisation run at once, over all API processes.',
    '200',
  ),
  EXPORT_RETRY_BUDGET_SECONDS: setting(whole(1, 604_800), 'For how long a failing step is tried again.', '900'),
  START_WITHIN_SECONDS: setting(
    whole(1, 3_600),
    'For how long a starting worker waits for MongoDB and Temporal, before it ends with an error.',
    '90',
  ),
  WORKER_BATCHES_AT_ONCE: setting(
    whole(1, 1_000),
    'How many batches one worker reads at once, of all exports; one more is under way while there is room.',
    '2',
  ),
  WORKER_GRACE_SECONDS: setting(whole(0, 3_600), 'How long a stopping worker lets its activities go on.', '20'),
  REQUEST_BODY_BYTES: setting(whole(1_024, 1_073_741_824), 'How large a request to POST /v1/logs may be.', '33554432'),
} as const;

type Settings = typeof settings;
export type Config = Readonly<{ [Name in keyof Settings]: z.output<Settings[Name]['schema']> }>;

/** What is wrong with the environment: one sentence a variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the variables; an empty one counts as unset. Throws a {@link ConfigError} that lists every fault, and quotes
 * no value, since some are secret.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const faults: string[] = [];
  const values = Object.entries(settings).map(([name, { schema, ...rest }]: [string, Setting]) => {
    const written = env[name] || rest.default;
    if (written === undefined && rest.required) {
      faults.push(`${name} is not set: ${rest.description}`);
      return [name, undefined];
    }
    const parsed = schema.safeParse(written);
    if (!parsed.success) faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    return [name, parsed.data];
  });
  if (faults.length) throw new ConfigError(`The configuration can't be used:\n  ${faults.join('\n  ')}`);
  return Object.freeze(Object.fromEntries(values) as Config);
}
