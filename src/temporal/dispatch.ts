import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Config } from '../config';
import { DELIVER_WORKFLOW, type DeliverWebhookInput, deliveryWorkflowIdOf, TRY_NOW_SIGNAL } from '../contract/workflow';
import type { DeliveryRecord } from '../stores/deliveries';

const DEADLINE_MS = 3_000;
/** Of workflow tasks that wait, those of exports come first. */
const AFTER_EXPORTS = 4;

/** The workflows that send events to webhooks. */
export function createDispatch(client: Client, config: Pick<Config, 'TEMPORAL_TASK_QUEUE'>) {
  const withDeadline = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + DEADLINE_MS, call);

  const optionsOf = ({ _id, organisation_id, type }: DeliveryRecord) => {
    const input: DeliverWebhookInput = { deliveryId: _id };
    return {
      taskQueue: config.TEMPORAL_TASK_QUEUE,
      workflowId: deliveryWorkflowIdOf(_id),
      args: [input] as [DeliverWebhookInput],
      staticSummary: `Tells a webhook of ${organisation_id}: ${type}`,
      priority: { priorityKey: AFTER_EXPORTS, fairnessKey: organisation_id.slice(0, 64) },
    };
  };

  return {
    /** Starts the delivery; one that was started before, even if it has ended, is left as it is. */
    start: async (delivery: DeliveryRecord): Promise<void> => {
      const options = { ...optionsOf(delivery), workflowIdReusePolicy: 'REJECT_DUPLICATE' } as const;
      try {
        await withDeadline(() => client.workflow.start(DELIVER_WORKFLOW, options));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    /** Tries the delivery now: it ends the pause of one under way, and starts again one that has ended. */
    again: async (delivery: DeliveryRecord): Promise<void> => {
      const options = { ...optionsOf(delivery), signal: TRY_NOW_SIGNAL };
      await withDeadline(() => client.workflow.signalWithStart(DELIVER_WORKFLOW, options));
    },
  };
}
export type Dispatch = ReturnType<typeof createDispatch>;
