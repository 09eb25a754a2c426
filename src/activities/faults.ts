import { MongoServerError } from 'mongodb';
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { ServiceError as TemporalServiceError } from '@temporalio/client';
import { CorruptDocumentError } from '../encode/corrupt-document';
import { ExportFault, type FaultCode } from '../model/errors';
import { stackFrames } from '../model/stack-frames';
import { isMongoDown } from '../stores/databases';

interface Fault {
  /** Only the reconciler calls Temporal, and no export ends by that, so this code is not in the contract. */
  code: FaultCode | 'temporal_unavailable';
  message: string;
  retryable: boolean;
}

/** Server codes of a missing permission: Unauthorized, AuthenticationFailed, AtlasError. */
const deniedByMongo = new Set([13, 18, 8000]);

function mongoFault(error: Error): Fault | null {
  if (error instanceof MongoServerError && deniedByMongo.has(Number(error.code))) {
    return {
      code: 'log_store_permission_denied',
      message: "MongoDB refuses the service's credentials. Give its user the right to read the logs, then start again.",
      retryable: false,
    };
  }
  if (error instanceof MongoServerError) {
    const code = `${String(error.code)} ${error.codeName ?? ''}`.trim();
    return { code: 'mongodb_unavailable', message: `MongoDB answered with an error (${code}).`, retryable: true };
  }
  if (isMongoDown(error)) {
    return { code: 'mongodb_unavailable', message: "MongoDB can't be reached.", retryable: true };
  }
  return null;
}

function temporalFault(error: Error): Fault | null {
  if (!(error instanceof TemporalServiceError)) return null;
  return { code: 'temporal_unavailable', message: "Temporal can't be reached to check an export.", retryable: true };
}

/**
 * An error as Temporal may keep it: a fault that its store named, or an unexpected error, which is retried as a bug that
 * someone may fix meanwhile. It has a code and a sentence for people, but not the original message: a driver's may quote
 * a log. An unexpected error keeps its class and its stack frames.
 */
export function toFailure(error: unknown): ApplicationFailure | CancelledFailure {
  if (error instanceof CancelledFailure || error instanceof ApplicationFailure) return error;
  if (error instanceof ExportFault) return failure({ ...error, message: error.message, ...error.options });
  if (error instanceof CorruptDocumentError) {
    return failure({
      code: 'corrupt_log',
      message:
        'The log store holds a document that is not valid BSON. Repair or delete that log, or exclude it by filters. Then start again.',
      retryable: false,
    });
  }
  const known = error instanceof Error ? (mongoFault(error) ?? temporalFault(error)) : null;
  if (known) return failure(known);
  const name = error instanceof Error ? error.name : typeof error;
  const unexpected = failure({ code: 'workflow_failed', message: `An unexpected ${name}.`, retryable: true });
  const frames = error instanceof Error ? stackFrames(error) : [];
  unexpected.stack = [`${name}: (message withheld)`, ...frames].join('\n');
  return unexpected;
}

function failure({ code, message, retryable }: Fault): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message, nonRetryable: !retryable });
}
