import type { DeliveryStore } from '../stores/deliveries';
import type { ExportStore } from '../stores/exports';
import { type QueueKind, queueKinds, type QueueReader } from '../temporal/queue';
import type { Metrics } from './metrics';

interface Sources {
  exports: Pick<ExportStore, 'running'>;
  deliveries: Pick<DeliveryStore, 'oldestUntried'>;
  readQueue: QueueReader;
  standingOfWindows: () => Promise<{ due: number; late: number; failed: number; oldestDue: Date | null }>;
}

const secondsSince = (time: Date | null) => (time ? Math.max(0, Date.now() - time.getTime()) / 1_000 : 0);

/**
 * Measures what belongs to no single process: the number of running exports, the event that has waited longest for its
 * first try, the windows of schedules, and the task queues. A failed measurement removes the value rather than keep an old one.
 */
export function measureInstallation(
  metrics: Metrics,
  { exports, deliveries, readQueue, standingOfWindows }: Sources,
): () => Promise<void> {
  const { exportsRunning, oldestRunning, webhookOldestUntried } = metrics;
  const { scheduleWindows, scheduleOldestDue, queueBacklog, queueBacklogAge, queuePollers } = metrics;

  const measureExports = async () => {
    const running = await exports.running().catch(() => null);
    if (!running) return [exportsRunning, oldestRunning].forEach((gauge) => gauge.remove());
    exportsRunning.set(running.count);
    oldestRunning.set(secondsSince(running.oldest));
  };

  const measureWebhooks = async () => {
    const oldest = await deliveries.oldestUntried().catch(() => undefined);
    if (oldest === undefined) webhookOldestUntried.remove();
    else webhookOldestUntried.set(secondsSince(oldest));
  };

  const measureSchedules = async () => {
    const standing = await standingOfWindows().catch(() => null);
    for (const state of ['due', 'late', 'failed'] as const) {
      if (standing) scheduleWindows.set({ state }, standing[state]);
      else scheduleWindows.remove({ state });
    }
    if (standing) scheduleOldestDue.set(secondsSince(standing.oldestDue));
    else scheduleOldestDue.remove();
  };

  const measureQueue = async (kind: QueueKind) => {
    const queue = await readQueue(kind).catch(() => null);
    if (!queue) return [queueBacklog, queueBacklogAge, queuePollers].forEach((gauge) => gauge.remove({ kind }));
    queuePollers.set({ kind }, queue.pollers);
    queueBacklog.set({ kind }, queue.backlog);
    queueBacklogAge.set({ kind }, queue.backlogAgeSeconds);
  };

  return async () => {
    await Promise.all([measureExports(), measureWebhooks(), measureSchedules(), ...queueKinds.map(measureQueue)]);
  };
}
