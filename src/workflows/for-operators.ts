import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { ExportProgress, Outcome } from '../contract/workflow';

const exportStatus = defineSearchAttributeKey('ExportStatus', SearchAttributeType.KEYWORD);

function table({ phase, exported, total, bytes, batches }: ExportProgress): string {
  return [
    `**${phase}**`,
    '',
    `- logs: ${exported} of ${total ?? '?'}`,
    `- bytes: ${bytes}`,
    `- batches: ${batches.done} of ${batches.total}`,
  ].join('\n');
}

/** Keeps the Temporal UI's view of a running export up to date. */
export function showProgress(progress: ExportProgress): void {
  setCurrentDetails(table(progress));
}

/** The final view, and the search attribute with the outcome. */
export function showOutcome(progress: ExportProgress, outcome: Outcome): void {
  upsertSearchAttributes([{ key: exportStatus, value: outcome.status }]);
  const why = outcome.status === 'failure' ? `\n\n**${outcome.errorCode}**: ${outcome.error}` : '';
  setCurrentDetails(`${table(progress)}\n- status: ${outcome.status}${why}`);
}
