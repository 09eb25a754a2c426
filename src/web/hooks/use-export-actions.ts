import { useMutation, useQueryClient } from '@tanstack/preact-query';
import { messageOf, Unreachable } from '../api-error';
import { useNotify } from '../components/notices';
import { titleOf } from '../format/export-names';
import { saveFile } from '../save-file';
import { texts } from '../texts';
import type { Export, ExportList } from '../types';
import { useApi } from './use-api';

const without = ({ total, data, ...list }: ExportList, removed: string): ExportList => {
  const rest = data.filter(({ id }) => id !== removed);
  return { ...list, total: total - (data.length - rest.length), data: rest };
};

/**
 * What the buttons of an export do: each tells the visitor how it went and brings the page up to date. `onDeleted` is
 * called before that: a page of the export must be left first, or it would say that there is no such export.
 */
export function useExportActions(exported: Export, onDeleted?: () => void) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const title = titleOf(exported);

  const action = <T, Given = void>(run: (given: Given) => Promise<T>, done: (result: T) => string | null) => ({
    mutationFn: run,
    onSuccess: (result: T) => {
      const words = done(result);
      if (words !== null) notify(words);
    },
    // Without an answer, the change may have been made.
    onError: (error: Error) =>
      notify(error instanceof Unreachable ? texts.connection.unconfirmed : messageOf(error), 'problem'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });

  return {
    start: useMutation(
      action(
        () => api.start(exported.id),
        () => texts.actions.started(title),
      ),
    ),
    /** Given which attempt it ends: its state tells nothing of a later one. */
    cancel: useMutation(
      action(
        (_attempt: number) => api.cancel(exported.id),
        () => texts.actions.isCancelling(title),
      ),
    ),
    remove: useMutation(
      action(
        () => api.remove(exported.id),
        () => {
          queries.removeQueries({ queryKey: ['exports', 'one', exported.id] });
          queries.setQueriesData<ExportList>(
            { queryKey: ['exports', 'list'] },
            (list) => list && without(list, exported.id),
          );
          onDeleted?.();
          return texts.actions.deleted(title);
        },
      ),
    ),
    download: useMutation({
      ...action(
        () => api.download(exported.id),
        ({ signed_url }) => {
          saveFile(signed_url, exported.file?.name);
          return texts.actions.downloadStarted;
        },
      ),
      onError: (error: Error) => notify(messageOf(error), 'problem'),
    }),
  };
}
