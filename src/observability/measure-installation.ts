import type { ExportStore } from '../stores/exports';
import { type QueueKind, queueKinds, type QueueReader } from '../temporal/queue';
import type { Metrics } from './metrics';

interface Sources {
  exports: Pick<ExportStore, 'running'>;
  readQueue: QueueReader;
}

/**
 * Measures what belongs to no single process: the number of running exports, and the task queues. A failed measurement
 * removes the value rather than keep an old one.
 */
export function measureInstallation(metrics: Metrics, { exports, readQueue }: Sources): () => Promise<void> {
  const { exportsRunning, oldestRunning, queueBacklog, queueBacklogAge, queuePollers } = metrics;

  const measureExports = async () => {
    const running = await exports.running().catch(() => null);
    if (!running) return [exportsRunning, oldestRunning].forEach((gauge) => gauge.remove());
    exportsRunning.set(running.count);
    oldestRunning.set(running.oldest ? Math.max(0, Date.now() - running.oldest.getTime()) / 1_000 : 0);
  };

  const measureQueue = async (kind: QueueKind) => {
    const queue = await readQueue(kind).catch(() => null);
    if (!queue) return [queueBacklog, queueBacklogAge, queuePollers].forEach((gauge) => gauge.remove({ kind }));
    queuePollers.set({ kind }, queue.pollers);
    queueBacklog.set({ kind }, queue.backlog);
    queueBacklogAge.set({ kind }, queue.backlogAgeSeconds);
  };

  return async () => {
    await Promise.all([measureExports(), ...queueKinds.map(measureQueue)]);
  };
}
