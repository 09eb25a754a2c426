import type { Context, Middleware } from 'koa';
import { MongoServerError } from 'mongodb';
import { isGrpcServiceError, ServiceError as TemporalServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import type { Logger } from 'pino';
import { ENGINE_RETRY_SECONDS, engineUnavailable, ServiceError, SigningFault, StorageFault } from '../model/errors';
import { isMongoDown, UnansweredWrite } from '../stores/databases';

export const notNoted = () =>
  new ServiceError(
    'engine_unavailable',
    'The audit trail is unavailable, so this request was refused. Send it again in a moment.',
    { param: 'mongodb', retryAfter: ENGINE_RETRY_SECONDS },
  );

/** MaxTimeMSExpired: the server aborted the query after `maxTimeMS`. */
const isTooSlow = (error: unknown) => error instanceof MongoServerError && error.code === 50;
const mongoTooSlow = (cause: unknown) =>
  new ServiceError(
    'engine_unavailable',
    'MongoDB took too long to answer. Ask for a shorter time range, or send the request again in a moment.',
    { param: 'mongodb', retryAfter: ENGINE_RETRY_SECONDS, cause },
  );

const mayBeDone = (cause: unknown) =>
  new ServiceError(
    'engine_unavailable',
    "MongoDB's answer was lost, and the request may have been carried out. Look before you send it again.",
    { param: 'mongodb', retryAfter: ENGINE_RETRY_SECONDS, cause },
  );

/** A fault of the set-up, such as a missing bucket or permission, has its own message. */
const ofStorage = (fault: StorageFault) =>
  fault.options.retryable && !(fault instanceof SigningFault)
    ? engineUnavailable(fault.store, fault)
    : new ServiceError('engine_unavailable', fault.message, {
        param: fault.store,
        retryAfter: ENGINE_RETRY_SECONDS,
        cause: fault,
      });

const isOfTemporal = (error: unknown) =>
  error instanceof TemporalServiceError || error instanceof NamespaceNotFoundError || isGrpcServiceError(error);

/** Turns an error of an engine into one that names it. Any other error passes unchanged. */
export function fromEngine(error: unknown): unknown {
  if (error instanceof ServiceError) return error;
  if (error instanceof StorageFault) return ofStorage(error);
  if (error instanceof UnansweredWrite) return mayBeDone(error);
  if (isMongoDown(error)) return engineUnavailable('mongodb', error);
  if (isTooSlow(error)) return mongoTooSlow(error);
  if (isOfTemporal(error)) return engineUnavailable('temporal', error);
  return error;
}

/** Answers every error in the contract's shape. An unexpected one is logged and answers 500. */
export function answerErrors(logger: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
      if (context.status === 404 && context.body === undefined) {
        throw new ServiceError('not_found', `No endpoint matches ${context.method} ${context.path}. See /docs.`);
      }
    } catch (thrown) {
      const error = fromEngine(thrown);
      if (error instanceof ServiceError) {
        if (error.status >= 500)
          logger.warn({ requestId: context.state.requestId as string, err: error.cause }, error.message);
        return answer(context, error);
      }
      logger.error({ requestId: context.state.requestId as string, err: thrown }, 'unexpected error');
      answer(
        context,
        new ServiceError('internal_error', "Internal error. The service's log has the details under this request_id."),
      );
    }
  };
}

function answer(context: Context, error: ServiceError): void {
  context.status = error.status;
  if (error.retryAfter !== null) context.set('Retry-After', String(error.retryAfter));
  if (error.status === 401) context.set('WWW-Authenticate', 'Bearer');
  context.body = errorBody(error, context.state.requestId as string);
}

/** A refusal in the contract's shape. */
export const errorBody = ({ type, code, message, param }: ServiceError, requestId: string) => ({
  error: { type, code, message, param },
  request_id: requestId,
});
