import { texts } from './texts';

/** What the API refused, in its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    /** The path of the field at fault, such as `filters.cost_min`. */
    readonly param: string | null,
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

/** The API did not answer at all, or something on the way to it did instead. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor() {
    super(texts.connection.checkConnection);
  }
}

interface ErrorBody {
  error: { code: string; message: string; param: string | null };
  request_id?: string;
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === 'object' &&
  body !== null &&
  'error' in body &&
  typeof (body as ErrorBody).error?.message === 'string';

/** The error that an answer other than 2xx stands for. */
export function errorFrom(status: number, body: unknown): ApiError | Unreachable {
  if (isErrorBody(body)) {
    const { code, message, param } = body.error;
    return new ApiError(message, status, code, param ?? null, body.request_id ?? null);
  }
  if (status >= 500) return new Unreachable();
  return new ApiError(texts.connection.refused(status), status, 'unknown', null, null);
}

/** Whether asking the same again may be answered otherwise: not where the API refused what was asked; a 429 only asks to wait. */
export const mayPass = (error: Error): boolean =>
  !(error instanceof ApiError && error.status < 500 && error.status !== 429);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
