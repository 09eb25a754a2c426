/**
 * The configuration: environment variables, read and checked once at start. The only reader of process.env.
 * docs/configuration.md and .env.example are generated from this list (`npm run docs`).
 */
import { z } from 'zod';
import {
  allowedHosts,
  fileContent,
  flag,
  lookback,
  required,
  secretKeys,
  type Setting,
  setting,
  text,
  url,
  whole,
} from './config/kinds';
import { incompleteStorage, storageSettings } from './config/storage';
import { DEFAULT_MAX_LOGS } from './model/default-limit';

const mongoUrl = z.string().regex(/^mongodb(\+srv)?:\/\/[^/]+/, 'must be a URL such as mongodb://host:27017');

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const otlpEndpoint = url(/^https?:/, 'http://localhost:4318');
const otlpProtocols = ['http/protobuf', 'http/json', 'grpc'] as const;
const otlpProtocol = z.enum(otlpProtocols, { error: `must be one of ${otlpProtocols.join(', ')}` });

export const settings = {
  MONGO_DB_CONNECTION_URL: required(mongoUrl, 'MongoDB connection string of the log store.', { secret: true }),
  MONGO_DATABASE: required(text, 'Database of the log store.'),
  MONGO_COLLECTION_NAME: setting(text, 'Collection of logs. Only POST /v1/logs writes to it.', 'logs'),
  EXPORTS_DB_CONNECTION_URL: setting(
    mongoUrl.optional(),
    'MongoDB connection string for the records of this service (exports, keys, audit). Default: the log store.',
    undefined,
    { secret: true },
  ),
  EXPORTS_DATABASE: setting(text.optional(), 'Database for the records of this service. Default: MONGO_DATABASE.'),
  TEMPORAL_ADDRESS: setting(text, 'Address (host:port) of the Temporal frontend.', 'localhost:7233'),
  TEMPORAL_NAMESPACE: setting(text, 'Temporal namespace.', 'default'),
  TEMPORAL_TASK_QUEUE: setting(
    text,
    'Task queue of the workers. The queue for batches has the same name with -batches.',
    'logs-export',
  ),
  TEMPORAL_API_KEY: setting(text.optional(), 'API key for Temporal Cloud. Enables TLS.', undefined, {
    secret: true,
  }),
  TEMPORAL_TLS: setting(flag, 'Use TLS for Temporal, with the system certificates unless files are set.', 'false'),
  TEMPORAL_TLS_CA_FILE: setting(fileContent.optional(), 'PEM file of the CA of the Temporal server certificate.'),
  TEMPORAL_TLS_CERT_FILE: setting(
    fileContent.optional(),
    'PEM file of the client certificate, for mutual TLS with Temporal.',
  ),
  TEMPORAL_TLS_KEY_FILE: setting(fileContent.optional(), 'PEM file of the private key of the client certificate.'),
  TEMPORAL_TLS_SERVER_NAME: setting(text.optional(), 'Name that the Temporal server certificate must have.'),
  TEMPORAL_UI_URL: setting(
    url(/^https?:/, 'http://localhost:8233').optional(),
    'URL of the Temporal UI, for links for operators.',
  ),
  ...storageSettings,
  SIGNED_URL_SECONDS: setting(whole(1, 604_800), 'Lifetime of a download URL.', '900'),
  HOST: setting(text, 'Address that the API and the metrics of the worker listen on.', '0.0.0.0'),
  PORT: setting(whole(0, 65_535), 'Port of the API.', '8080'),
  WORKER_METRICS_PORT: setting(
    whole(0, 65_535).optional(),
    'Port of /metrics, /healthz and /readyz of the worker. Default: none.',
  ),
  TRUST_PROXY: setting(
    flag,
    'Read the client address from X-Forwarded-For. Only behind a proxy that sets it.',
    'false',
  ),
  HTTP_KEEP_ALIVE_SECONDS: setting(
    whole(1, 3_600),
    'How long an idle connection to the API stays open. Must be longer than at the load balancer in front of it.',
    '75',
  ),
  RATE_LIMIT_PER_MINUTE: setting(
    whole(1, 1_000_000),
    'Requests per minute for each key, over all API processes.',
    '1200',
  ),
  LOG_LEVEL: setting(
    z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }),
    'Lowest level that is logged.',
    'info',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    otlpEndpoint.optional(),
    'OTLP endpoint for OpenTelemetry traces. If neither this nor the next is set, there are no traces.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    otlpEndpoint.optional(),
    'The same for traces only, as a complete URL: http://localhost:4318/v1/traces.',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: setting(
    otlpProtocol,
    `Protocol for traces: ${otlpProtocols.join(', ')}.`,
    'http/protobuf',
  ),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: setting(otlpProtocol.optional(), 'The same for traces only.'),
  OTEL_TRACES_EXPORTER: setting(
    z.enum(['otlp', 'none'], { error: 'must be otlp or none' }),
    'otlp, or none to disable traces.',
    'otlp',
  ),
  OTEL_SDK_DISABLED: setting(
    text.transform((value) => value.toLowerCase() === 'true'),
    'true disables traces.',
    'false',
  ),
  EXPORT_MAX_LOGS: setting(whole(1, 100_000_000), 'Maximum number of logs in an export.', String(DEFAULT_MAX_LOGS)),
  EXPORT_LOOKBACK_DAYS: setting(lookback, 'How many days back an export may reach: "30", or "30,org_a=all".', 'all'),
  EXPORT_RETENTION_DAYS: setting(whole(1, 36_500), 'Days until the file of an export is deleted.', '30'),
  AUDIT_RETENTION_DAYS: setting(
    whole(0, 36_500),
    'Days until MongoDB deletes an entry of the audit trail, and with it of the history of an export. 0: never.',
    '0',
  ),
  EXPORT_BATCH_LOGS: setting(whole(1, 100_000), 'Maximum number of logs in a batch.', '5000'),
  EXPORT_PART_BYTES: setting(whole(65_536, 1_073_741_824), 'Size at which a part is closed.', '8388608'),
  EXPORT_BATCHES_AT_ONCE: setting(whole(1, 100), 'Concurrent batches of one export.', '4'),
  EXPORT_RUNS_PER_ORGANISATION: setting(
    whole(1, 10_000),
    'Concurrent exports of one organisation, over all API processes.',
    '200',
  ),
  EXPORT_TEMPLATES_PER_ORGANISATION: setting(
    whole(1, 1_000),
    'Maximum number of templates of one organisation.',
    '100',
  ),
  SCHEDULES_PER_ORGANISATION: setting(whole(0, 100_000), 'Maximum number of schedules of one organisation.', '100'),
  SCHEDULE_PAST_WINDOWS: setting(
    whole(1, 100_000),
    'Maximum number of past windows that a schedule, or one backfill, may be asked to make.',
    '1000',
  ),
  EXPORT_RETRY_BUDGET_SECONDS: setting(whole(1, 604_800), 'How long a failing step is retried.', '900'),
  WEBHOOK_SECRET_KEYS: setting(
    secretKeys.optional(),
    'Keys that encrypt the secrets of webhooks, base64 of 32 bytes, by commas. The first one encrypts, all decrypt. Without it there are no webhooks.',
    undefined,
    { secret: true },
  ),
  WEBHOOK_ALLOWED_HOSTS: setting(
    allowedHosts,
    'Host names and networks inside which webhooks may be sent, by http too: "hooks.internal,10.1.0.0/16". Public hosts need no entry.',
  ),
  WEBHOOKS_PER_ORGANISATION: setting(whole(1, 1_000), 'Maximum number of webhooks of one organisation.', '20'),
  START_WITHIN_SECONDS: setting(
    whole(1, 3_600),
    'How long a starting worker waits for MongoDB and Temporal before it exits with an error.',
    '90',
  ),
  WORKER_BATCHES_AT_ONCE: setting(
    whole(1, 1_000),
    'Batches that one worker reads at once, over all exports. It accepts one more while the machine has room.',
    '2',
  ),
  WORKER_GRACE_SECONDS: setting(whole(0, 3_600), 'How long a stopping worker lets running activities continue.', '20'),
  REQUEST_BODY_BYTES: setting(whole(1_024, 1_073_741_824), 'Maximum size of a request to POST /v1/logs.', '33554432'),
} as const;

type Settings = typeof settings;
export type Config = Readonly<{ [Name in keyof Settings]: z.output<Settings[Name]['schema']> }>;

type Values = { [Name in keyof Settings]: Config[Name] | undefined };

/** The settings that say nothing without another one. */
function incomplete(values: Values): string[] {
  const { TEMPORAL_TLS_CERT_FILE: certificate, TEMPORAL_TLS_KEY_FILE: key, TEMPORAL_TLS_CA_FILE: ca } = values;
  const hasTls = Boolean(values.TEMPORAL_TLS) || Boolean(values.TEMPORAL_API_KEY ?? certificate ?? ca);
  const rules: [isIncomplete: boolean, name: keyof Settings, needs: string][] = [
    [Boolean(certificate) && !key, 'TEMPORAL_TLS_CERT_FILE', 'TEMPORAL_TLS_KEY_FILE, its private key'],
    [Boolean(key) && !certificate, 'TEMPORAL_TLS_KEY_FILE', 'TEMPORAL_TLS_CERT_FILE, its certificate'],
    [Boolean(values.TEMPORAL_TLS_SERVER_NAME) && !hasTls, 'TEMPORAL_TLS_SERVER_NAME', 'TEMPORAL_TLS=true'],
  ];
  const missing = rules.flatMap(([isIncomplete, name, needs]) => (isIncomplete ? `${name} needs ${needs}.` : []));
  return [...missing, ...incompleteStorage(values)];
}

/** The environment is invalid: one sentence for each variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the variables; an empty one counts as unset. Throws a {@link ConfigError} that lists every fault without
 * quoting values, because some are secret.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const faults: string[] = [];
  const storage = env.STORAGE || settings.STORAGE.default;
  const values = Object.entries(settings).map(([name, { schema, ...rest }]: [string, Setting]) => {
    const written = env[name] || rest.default;
    if (written === undefined && (rest.required || rest.requiredBy === storage)) {
      faults.push(`${name} is not set: ${rest.description}`);
      return [name, undefined];
    }
    const parsed = schema.safeParse(written);
    if (!parsed.success) faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    return [name, parsed.data];
  });
  if (faults.length === 0) faults.push(...incomplete(Object.fromEntries(values) as Values));
  if (faults.length) throw new ConfigError(`The configuration can't be used:\n  ${faults.join('\n  ')}`);
  return Object.freeze(Object.fromEntries(values) as Config);
}
