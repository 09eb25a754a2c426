import { scheduleIdsOf } from '../../../src/temporal/setup';
import { failing, type GcsProxy, isPart } from '../../support/gcs-proxy';
import { COLUMNS } from '../../support/log-documents';
import { recordsIn } from '../../support/records';
import { gate, until } from '../../support/waiting';
import type { Processes } from './processes';

interface Setting {
  processes: Processes;
  gcs: GcsProxy;
}

async function begin({ client }: Processes): Promise<string> {
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  await client.start(id);
  return id;
}

/** Runs an export and answers it as it ended. */
export async function succeed({ processes }: Setting) {
  return processes.client.settled(await begin(processes));
}

/** One try of a batch fails by what may pass. The storage library leaves a 418 to us to try again. */
export async function succeedAtSecondTry({ processes, gcs }: Setting) {
  gcs.meddle(failing(1, isPart, { status: 418 }));
  return processes.client.settled(await begin(processes));
}

export async function fail({ processes, gcs }: Setting) {
  gcs.meddle((request) => (isPart(request) ? { status: 403 } : undefined));
  const ended = await processes.client.settled(await begin(processes));
  gcs.meddle(() => undefined);
  return ended;
}

/** An export that is kept from writing its first part; `release` lets it go on. */
async function hold({ processes, gcs }: Setting) {
  const [arrived, released] = [gate(), gate()];
  gcs.meddle(async (request) => {
    if (!isPart(request)) return;
    arrived.open();
    await released.opened;
    return { status: 403 };
  });
  const id = await begin(processes);
  await arrived.opened;
  const release = () => {
    released.open();
    gcs.meddle(() => undefined);
  };
  return { id, release };
}

/** Cancelled while it writes: the upload is let go once the workflow knows. */
export async function cancel(setting: Setting) {
  const { stack, client } = setting.processes;
  const { id, release } = await hold(setting);
  const cancelled = client.cancel(id);
  const workflow = stack.temporal.workflow.getHandle(`logs-export-${id}`);
  await until(async () => {
    const { events } = await workflow.fetchHistory();
    return events!.some((event) => event.workflowExecutionCancelRequestedEventAttributes);
  });
  release();
  await cancelled;
  return client.settled(id);
}

/** An operator terminates the workflow; the reconciler, due now, finds what it left. */
export async function loseWorkflow(setting: Setting) {
  const { stack, client } = setting.processes;
  const { id, release } = await hold(setting);
  await stack.temporal.workflow.getHandle(`logs-export-${id}`).terminate();
  // It looks at runs that are older than this one.
  await recordsIn(stack).updateOne({ _id: id }, { $set: { started_at: new Date(Date.now() - 60_000) } });
  const [reconcile] = scheduleIdsOf(stack.config.TEMPORAL_TASK_QUEUE);
  await stack.temporal.schedule.getHandle(reconcile!).trigger();
  // A read through the API would settle it as well, and perhaps first.
  await until(async () => (await recordsIn(stack).findOne({ _id: id }))?.status === 'failure');
  release();
  return client.read(id);
}
