import { useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { moves } from '../../model/statuses';
import { messageOf } from '../api-error';
import { titleOf } from '../format/export-names';
import { countOf, formatCount } from '../format/numbers';
import { useApi } from '../hooks/use-api';
import { saveFile } from '../save-file';
import { texts } from '../texts';
import type { Export } from '../types';
import { Button } from './button';
import { ConfirmDialog } from './confirm-dialog';
import { useNotify } from './notices';

interface Props {
  selected: readonly Export[];
  onClear: () => void;
}

const words = texts.bulk;

/** What can be done with several exports at once. One after another: what fails stops nothing but itself. */
export function BulkBar({ selected, onClear }: Props) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const downloadable = selected.filter(({ file }) => file !== null);
  const deletable = selected.filter(({ status }) => moves.delete.from.includes(status));

  const download = async () => {
    setBusy(true);
    notify(words.downloading(countOf(downloadable.length, 'export')));
    for (const exported of downloadable) {
      try {
        saveFile((await api.download(exported.id)).signed_url, exported.file?.name);
      } catch (error) {
        notify(words.downloadFailed(titleOf(exported), messageOf(error)), 'problem');
      }
    }
    setBusy(false);
  };
  const remove = async () => {
    setBusy(true);
    const failures: string[] = [];
    for (const { id } of deletable) {
      await api.remove(id).catch((error: unknown) => failures.push(messageOf(error)));
    }
    setBusy(false);
    setAsking(false);
    const done = deletable.length - failures.length;
    if (done > 0) notify(words.deleted(countOf(done, 'export')));
    if (failures.length > 0) notify(words.failed(countOf(failures.length, 'export'), failures[0]!), 'problem');
    onClear();
    await queries.invalidateQueries({ queryKey: ['exports'] });
  };
  return (
    <div class="bulk-bar" role="group" aria-label={words.label}>
      <strong>{words.selected(formatCount(selected.length))}</strong>
      {downloadable.length > 0 && (
        <Button icon="download" onClick={() => void download()} busy={isBusy}>
          {words.download}
        </Button>
      )}
      <Button kind="quiet" onClick={onClear}>
        {words.clear}
      </Button>
      {deletable.length > 0 && (
        <Button icon="trash" onClick={() => setAsking(true)} busy={isBusy}>
          {words.delete}
        </Button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={words.title(countOf(deletable.length, 'export'))}
          action={words.delete}
          busy={isBusy}
          onClose={() => setAsking(false)}
          onConfirm={() => void remove()}
        >
          <p>{words.lead}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
