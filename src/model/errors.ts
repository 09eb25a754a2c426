/** Every way a request can be refused, and every way an export can fail: stable codes, each with its HTTP answer. */

import type { StoreName } from './store-names';

export type Engine = 'mongodb' | 'temporal' | StoreName;

const refusals = {
  invalid_request: { status: 400, type: 'invalid_request_error' },
  unauthorized: { status: 401, type: 'authentication_error' },
  scope_missing: { status: 403, type: 'permission_error' },
  workspace_forbidden: { status: 403, type: 'permission_error' },
  field_denied: { status: 403, type: 'permission_error' },
  not_found: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  not_configured: { status: 409, type: 'conflict_error' },
  too_many_webhooks: { status: 409, type: 'conflict_error' },
  wrong_status: { status: 409, type: 'conflict_error' },
  idempotency_in_progress: { status: 409, type: 'conflict_error' },
  request_timeout: { status: 408, type: 'invalid_request_error' },
  expired: { status: 410, type: 'gone_error' },
  payload_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  idempotency_mismatch: { status: 422, type: 'invalid_request_error' },
  headers_too_large: { status: 431, type: 'invalid_request_error' },
  rate_limited: { status: 429, type: 'rate_limit_error' },
  too_many_counts: { status: 429, type: 'rate_limit_error' },
  too_many_running: { status: 429, type: 'rate_limit_error' },
  too_many_schedules: { status: 409, type: 'conflict_error' },
  too_many_templates: { status: 409, type: 'conflict_error' },
  internal_error: { status: 500, type: 'api_error' },
  overloaded: { status: 503, type: 'overloaded_error' },
  engine_unavailable: { status: 503, type: 'engine_unavailable_error' },
} as const;

export type ErrorCode = keyof typeof refusals;
export const errorCodes = Object.keys(refusals) as [ErrorCode, ...ErrorCode[]];

/** An error whose message is meant for the client; anything else that is thrown is a bug and answers 500. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | null;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: { param?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.status = refusals[code].status;
    this.type = refusals[code].type;
    this.param = details.param ?? null;
    this.retryAfter = details.retryAfter ?? null;
  }
}

const engineNames: Record<Engine, string> = {
  mongodb: 'MongoDB',
  temporal: 'Temporal',
  gcs: 'Google Cloud Storage',
  s3: 'Amazon S3',
  azure: 'Azure Blob Storage',
};

/** After how many seconds a client may try again where an engine is down. */
export const ENGINE_RETRY_SECONDS = 5;

/** The answer where an engine can't be reached; `state` says what of the request was carried out. */
export const engineUnavailable = (engine: Engine, cause: unknown, state = 'Nothing was changed'): ServiceError =>
  new ServiceError(
    'engine_unavailable',
    `${engineNames[engine]} can't be reached right now. ${state}; send the request again in a moment.`,
    { param: engine, retryAfter: ENGINE_RETRY_SECONDS, cause },
  );

/** Why an export failed, as `error_code` on the export and as the failure's type in Temporal. */
export const faultCodes = [
  'bucket_not_found',
  'storage_permission_denied',
  'signing_refused',
  'log_store_permission_denied',
  'export_changed',
  'file_mismatch',
  'parts_lost',
  'corrupt_log',
  'mongodb_unavailable',
  'storage_unavailable',
  'retries_exhausted',
  'workflow_terminated',
  'workflow_timed_out',
  'workflow_failed',
  'workflow_lost',
] as const;
export type FaultCode = (typeof faultCodes)[number];
export const isFaultCode = (code: string): code is FaultCode => (faultCodes as readonly string[]).includes(code);

/**
 * A fault of an export that we expect, in words for its owner, named where it is known: in the store that threw it.
 * `retryable: false` marks a fault of the caller or of the set-up, which another try would only meet again.
 */
export class ExportFault extends Error {
  override readonly name = 'ExportFault';
  constructor(
    readonly code: FaultCode,
    message: string,
    readonly options: { retryable: boolean; cause?: unknown } = { retryable: false },
  ) {
    super(message, { cause: options.cause });
  }
}

/** A fault that an object store named: its words say what to do. */
export class StorageFault extends ExportFault {
  constructor(
    code: FaultCode,
    message: string,
    options?: ExportFault['options'],
    readonly store: StoreName = 'gcs',
  ) {
    super(code, message, options);
  }
}

/** The store is there, and what signs its URLs is not: its words say so. */
export class SigningFault extends StorageFault {}
