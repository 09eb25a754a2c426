import { useState } from 'preact/hooks';
import { moves } from '../../model/statuses';
import { titleOf } from '../format/export-names';
import { useExportActions } from '../hooks/use-export-actions';
import { useKeptFocus } from '../hooks/use-kept-focus';
import type { Opening } from '../request-data/opening';
import type { Export } from '../types';
import { Button } from './button';
import { DeleteDialog } from './delete-dialog';
import { IconButton } from './icon-button';

interface Props {
  exported: Export;
  onRequest: (opening: Opening) => void;
  onDeleted?: () => void;
}

/** The buttons that an export's status allows. */
export function ExportButtons({ exported, onRequest, onDeleted }: Props) {
  const { start, cancel, download, remove } = useExportActions(exported, onDeleted);
  const [isDeleting, setDeleting] = useState(false);
  const buttons = useKeptFocus<HTMLDivElement>();
  const { status, attempt } = exported;
  const title = titleOf(exported);
  const may = (move: keyof typeof moves) => moves[move].from.includes(status);
  const startWord = status === 'draft' ? 'Start' : 'Start Again';
  // The workflow ends a moment after it was told to.
  const isCancelling = (cancel.isPending || cancel.isSuccess) && cancel.variables === attempt;
  return (
    <div ref={buttons} class="export-buttons">
      {may('download') && exported.file && (
        <Button
          kind="primary"
          icon="download"
          onClick={() => download.mutate()}
          busy={download.isPending}
          label={`Download ${title}`}
        >
          Download
        </Button>
      )}
      {may('start') && (
        <Button
          kind="primary"
          icon="play"
          onClick={() => start.mutate()}
          busy={start.isPending}
          label={`${startWord}: ${title}`}
        >
          {start.isPending ? 'Starting …' : startWord}
        </Button>
      )}
      {status === 'in_progress' && (
        <Button icon="stop" onClick={() => cancel.mutate(attempt)} busy={isCancelling} label={`Cancel ${title}`}>
          {isCancelling ? 'Cancelling …' : 'Cancel'}
        </Button>
      )}
      {may('update') && (
        <Button icon="edit" onClick={() => onRequest({ source: exported, isEditing: true })} label={`Edit ${title}`}>
          Edit
        </Button>
      )}
      {status === 'success' && (
        <Button
          icon="plus"
          onClick={() => onRequest({ source: exported, isEditing: false })}
          label={`Request Again: ${title}`}
        >
          Request Again
        </Button>
      )}
      {may('delete') && <IconButton icon="trash" label={`Delete ${title}`} onClick={() => setDeleting(true)} />}
      {isDeleting && (
        <DeleteDialog
          exported={exported}
          busy={remove.isPending}
          onClose={() => setDeleting(false)}
          onConfirm={() => remove.mutate(undefined, { onSettled: () => setDeleting(false) })}
        />
      )}
    </div>
  );
}
