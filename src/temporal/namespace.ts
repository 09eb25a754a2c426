import { setTimeout as wait } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';

/** Status codes of gRPC. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** For how long finished workflows can be looked at. */
const RETENTION = msToTs('7 days');

const hasCode = (error: unknown, code: number) => isGrpcServiceError(error) && Number(error.code) === code;

/** Makes the namespace on a Temporal of one's own where it is missing. In Temporal Cloud it must be there already. */
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
  // A new namespace reaches every part of the server within seconds, not at once.
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
