import { setTimeout as wait } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';

/** Status codes of gRPC. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** Retention of finished workflows. */
const RETENTION = msToTs('7 days');

const hasCode = (error: unknown, code: number) => isGrpcServiceError(error) && Number(error.code) === code;

/** Creates the namespace if it is missing. In Temporal Cloud it must exist already. */
export async function ensureNamespace({ connection, options: { namespace } }: Client): Promise<void> {
  const { workflowService, operatorService } = connection;
  try {
    await workflowService.describeNamespace({ namespace });
    return;
  } catch (error) {
    if (!hasCode(error, NOT_FOUND)) throw error;
  }
  await workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: RETENTION })
    .catch((error: unknown) => {
      if (!hasCode(error, ALREADY_EXISTS)) throw error;
    });
  // A new namespace takes seconds to reach every part of the server.
  for (;;) {
    try {
      await operatorService.listSearchAttributes({ namespace });
      return;
    } catch (error) {
      if (!hasCode(error, NOT_FOUND)) throw error;
      await wait(500);
    }
  }
}
