import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportAnswer } from '../contract/export-answers';
import type { ApiClient } from './api-client';
import { CliError } from './exit-codes';
import { count, matchingIn, tell } from './output';
import { printable } from './printable';
import type { Progress } from './progress';

const POLL_MS = 500;
/** How long the API may be unreachable before the wait fails; its export goes on meanwhile. */
const PATIENCE_MS = 120_000;

/** Polls until the export has ended, in whatever status. */
export async function untilEnded(
  api: ApiClient,
  id: string,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<ExportAnswer> {
  let heardAt = Date.now();
  let isAway = false;
  let told: string | undefined;
  for (;;) {
    try {
      const now = await api.read(id);
      heardAt = Date.now();
      isAway = false;
      const { searched } = now.progress;
      if (!searched) progress.update(now.progress.exported, now.progress.total);
      else if (searched.until !== told) tell(`Searched up to ${searched.until}: ${count(searched.found)} logs found`);
      told = searched?.until;
      if (now.status !== 'in_progress') return now;
    } catch (error) {
      const mayPass = error instanceof CliError && error.ending === 'unreachable';
      if (!mayPass || Date.now() > heardAt + PATIENCE_MS) throw error;
      if (!isAway) tell(`${error.message} Asking again …`);
      isAway = true;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Throws unless the export ended in success, with the service's own words. */
export function requireSuccess({ id, status, error, progress, ...counted }: ExportAnswer): void {
  if (status === 'success') {
    if (counted.truncated) {
      tell(`Truncated: ${matchingIn(counted)}, and the export holds ${count(progress.total)} of them.`);
    }
    return;
  }
  const why = error === null ? `The export is ${status}.` : printable(error);
  throw new CliError('failed', `${why}\nGo on with it: logs-export run ${printable(id)}`);
}
