import { useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { messageOf } from '../api-error';
import { titleOf } from '../format/export-names';
import { countOf, formatCount, matchingInWords } from '../format/numbers';
import { useApi } from '../hooks/use-api';
import { requestOf } from '../snippets/exported-request';
import { texts } from '../texts';
import type { CreateBody, Export } from '../types';
import { Button } from './button';
import { Callout } from './callout';
import { ConfirmDialog } from './confirm-dialog';
import { useNotify } from './notices';

const words = texts.detail;

/** Where an export goes on that holds what this one left out. */
function nextOffset({ filters, progress }: Export): number {
  const { offset, current_page = 0, page_size } = filters as Record<string, number | undefined>;
  return (offset ?? current_page * (page_size ?? progress.total)) + progress.total;
}

/** The exports that hold the rest, of the same logs: those created after this one's cutoff stay out. */
function restOf(exported: Export): CreateBody[] {
  const { progress, total_records, data_cutoff_at } = exported;
  const { filters, ...request } = requestOf(exported) as CreateBody;
  const { current_page: _page, ...kept } = filters;
  const upTo = kept.created_at?.lt ?? kept.created_at?.lte ?? kept.time_of_generation_max ?? data_cutoff_at;
  const isBounded = upTo !== data_cutoff_at || data_cutoff_at === null;
  const offsets: number[] = [];
  for (let at = nextOffset(exported); at < total_records; at += progress.total) offsets.push(at);
  return offsets.map((offset, index) => ({
    ...request,
    filters: {
      ...kept,
      ...(!isBounded && { created_at: { ...kept.created_at, lt: data_cutoff_at } }),
      page_size: progress.total,
      offset,
    },
    description: words.restPart(titleOf(exported), formatCount(index + 2), formatCount(offsets.length + 1)),
  }));
}

/** Says that not all logs that match are in the export, and exports the others. */
export function ExportRest({ exported }: { exported: Export }) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { progress, total_records, status } = exported;
  const next = nextOffset(exported);
  const skipped = next - progress.total;
  const numbers = [matchingInWords(exported), formatCount(progress.total)] as const;
  const rest = progress.total > 0 && status === 'success' ? restOf(exported) : [];

  const request = async () => {
    setBusy(true);
    let done = 0;
    try {
      for (const body of rest) {
        await api.start((await api.create(body)).id);
        done += 1;
      }
      notify(words.restStarted(countOf(done, 'export')));
    } catch (error) {
      notify(words.restFailed(formatCount(done), countOf(rest.length, 'export'), messageOf(error)), 'problem');
    }
    setBusy(false);
    setAsking(false);
    await queries.invalidateQueries({ queryKey: ['exports'] });
  };
  return (
    <Callout kind="warning" title={words.truncatedTitle}>
      <p>{skipped > 0 ? words.truncatedAfter(...numbers, formatCount(skipped)) : words.truncated(...numbers)}</p>
      {rest.length > 0 && <Button onClick={() => setAsking(true)}>{words.exportRest}</Button>}
      {isAsking && (
        <ConfirmDialog
          title={words.restTitle}
          action={words.restAction}
          kind="primary"
          busy={isBusy}
          onClose={() => setAsking(false)}
          onConfirm={() => void request()}
        >
          <p>
            {exported.total_records_is_minimum
              ? words.restUncounted
              : words.rest(countOf(rest.length, 'export'), countOf(total_records - next, 'log'))}
          </p>
        </ConfirmDialog>
      )}
    </Callout>
  );
}
