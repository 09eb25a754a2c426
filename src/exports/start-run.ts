import type { ExportStore } from '../stores/exports';
import type { Runs, StartedExport } from '../temporal/runs';

export interface Starting {
  exports: Pick<ExportStore, 'isCurrent'>;
  runs: Pick<Runs, 'start' | 'describe' | 'closed' | 'terminate'>;
}

/**
 * Starts the workflow of the run that a record names, once. The workflow of an earlier run, which is about to close or has
 * only cleanup left, gets a moment to end, and is ended then. A start that was so slow that the record names a newer run
 * by now does nothing.
 */
export async function startRun(record: StartedExport, { exports, runs }: Starting): Promise<void> {
  const { _id: exportId, run } = record;
  while (!(await runs.start(record))) {
    const found = await runs.describe(exportId);
    if (found?.run === run) return;
    if (!found) continue;
    await runs.closed(exportId, found);
    // Asked after Temporal was: what it showed is of an earlier run, if the record still names this one.
    if (!(await exports.isCurrent({ exportId, run }))) return;
    await runs.terminate(exportId, found);
  }
}
