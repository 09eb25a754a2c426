import type { ExportStore } from '../stores/exports';
import type { Runs, StartedExport } from '../temporal/runs';

export interface Starting {
  exports: Pick<ExportStore, 'isCurrent'>;
  runs: Pick<Runs, 'start' | 'describe' | 'closed' | 'terminate'>;
}

/**
 * Starts the workflow of the run that a record names, once. The workflow of an earlier run, which is about to close or has
 * only cleanup left, gets a moment to end and is then terminated. Does nothing if the record names a newer run by now.
 */
export async function startRun(record: StartedExport, { exports, runs }: Starting): Promise<void> {
  const { _id: exportId, run } = record;
  while (!(await runs.start(record))) {
    const found = await runs.describe(exportId);
    if (found?.run === run) return;
    if (!found) continue;
    await runs.closed(exportId, found);
    // Checked after asking Temporal: if the record still names this run, the workflow is of an earlier one.
    if (!(await exports.isCurrent({ exportId, run }))) return;
    await runs.terminate(exportId, found);
  }
}
