import type { Context, Middleware } from 'koa';
import { MongoServerError } from 'mongodb';
import { ServiceError as TemporalServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import { type Engine, ExportFault, ServiceError } from '../model/errors';
import { isMongoDown } from '../stores/databases';

const engineNames: Record<Engine, string> = {
  mongodb: 'MongoDB',
  temporal: 'Temporal',
  gcs: 'Google Cloud Storage',
};
const RETRY_SECONDS = 5;

export function engineUnavailable(engine: Engine, cause: unknown, state = 'Nothing was changed'): ServiceError {
  return new ServiceError(
    'engine_unavailable',
    `${engineNames[engine]} can't be reached right now. ${state}; send the request again in a moment.`,
    { param: engine, retryAfter: RETRY_SECONDS, cause },
  );
}

export const notNoted = () =>
  new ServiceError(
    'engine_unavailable',
    "The audit trail can't be written right now, and what it can't tell of is not handed out. Send the request again in a moment.",
    { param: 'mongodb', retryAfter: RETRY_SECONDS },
  );

/** MaxTimeMSExpired: the server gave the query up, as it was told to. */
const isTooSlow = (error: unknown) => error instanceof MongoServerError && error.code === 50;
const mongoTooSlow = (cause: unknown) =>
  new ServiceError(
    'engine_unavailable',
    'MongoDB took too long to answer. Ask for a shorter time range, or send the request again in a moment.',
    { param: 'mongodb', retryAfter: RETRY_SECONDS, cause },
  );

/** Names the engine behind an error that a call to it threw; what is no engine's error passes as it is. */
export function fromEngine(error: unknown, engine?: Engine): unknown {
  if (error instanceof ServiceError) return error;
  if (isMongoDown(error)) return engineUnavailable('mongodb', error);
  if (isTooSlow(error)) return mongoTooSlow(error);
  if (error instanceof TemporalServiceError) return engineUnavailable('temporal', error);
  // A fault of the set-up, in words: no bucket, no right to sign.
  if (engine && error instanceof ExportFault) {
    return new ServiceError('engine_unavailable', error.message, {
      param: engine,
      retryAfter: RETRY_SECONDS,
      cause: error,
    });
  }
  return engine ? engineUnavailable(engine, error) : error;
}

/** Runs a call to an engine whose errors do not say whose they are. */
export async function calling<T>(engine: Engine, call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw fromEngine(error, engine);
  });
}

/** Answers every error in the contract's shape; what is not meant for the client is logged and answers 500. */
export function answerErrors(logger: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
      if (context.status === 404 && context.body === undefined) {
        throw new ServiceError('not_found', `There is nothing at ${context.method} ${context.path}. See /docs.`);
      }
    } catch (thrown) {
      const error = fromEngine(thrown);
      if (error instanceof ServiceError) {
        if (error.status >= 500)
          logger.warn({ requestId: context.state.requestId as string, err: error.cause }, error.message);
        return answer(context, error);
      }
      logger.error({ requestId: context.state.requestId as string, err: thrown }, 'unexpected error');
      answer(context, new ServiceError('internal_error', 'Something went wrong here. It is logged under request_id.'));
    }
  };
}

function answer(context: Context, error: ServiceError): void {
  context.status = error.status;
  if (error.retryAfter !== null) context.set('Retry-After', String(error.retryAfter));
  if (error.status === 401) context.set('WWW-Authenticate', 'Bearer');
  const { type, code, message, param } = error;
  context.body = { error: { type, code, message, param }, request_id: context.state.requestId as string };
}
