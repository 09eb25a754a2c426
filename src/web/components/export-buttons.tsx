import { useState } from 'preact/hooks';
import { moves } from '../../model/statuses';
import { isExpired, titleOf } from '../format/export-names';
import { useExportActions } from '../hooks/use-export-actions';
import { useKeptFocus } from '../hooks/use-kept-focus';
import type { Opening } from '../request-data/opening';
import { hrefOf } from '../route';
import { texts } from '../texts';
import type { Export } from '../types';
import { Button } from './button';
import { DeleteDialog } from './delete-dialog';
import { Menu, type MenuItem } from './menu';
import { useNotify } from './notices';

interface Props {
  exported: Export;
  onRequest: (opening: Opening) => void;
  onDeleted?: () => void;
  /** Of the main action: quiet in a list, where each row has one. */
  kind?: 'primary' | 'plain';
}

const words = texts.actions;

/** The main action that an export's status allows, and a menu of the rest. */
export function ExportButtons({ exported, onRequest, onDeleted, kind = 'plain' }: Props) {
  const { start, cancel, download, remove } = useExportActions(exported, onDeleted);
  const [isDeleting, setDeleting] = useState(false);
  const notify = useNotify();
  const buttons = useKeptFocus<HTMLDivElement>();
  const { status, attempt } = exported;
  const title = titleOf(exported);
  const may = (move: keyof typeof moves) => moves[move].from.includes(status);
  const startWord = status === 'draft' ? words.start : words.startAgain;
  // The workflow ends a moment after it was told to.
  const isCancelling = (cancel.isPending || cancel.isSuccess) && cancel.variables === attempt;
  const requestAgain = () => onRequest({ source: exported, isEditing: false });
  const copyLink = () =>
    navigator.clipboard.writeText(new URL(hrefOf({ view: 'export', id: exported.id }), document.baseURI).href).then(
      () => notify(words.linkCopied),
      () => notify(texts.copyFailed('link'), 'problem'),
    );

  const items: MenuItem[] = [
    ...(may('update')
      ? [{ label: words.edit, icon: 'edit' as const, onChoose: () => onRequest({ source: exported, isEditing: true }) }]
      : []),
    ...(isExpired(exported) ? [] : [{ label: words.requestAgain, icon: 'plus' as const, onChoose: requestAgain }]),
    { label: words.copyLink, icon: 'link', onChoose: () => void copyLink() },
    ...(may('delete')
      ? [{ label: words.delete, icon: 'trash' as const, isDanger: true, onChoose: () => setDeleting(true) }]
      : []),
  ];
  return (
    <div ref={buttons} class="export-buttons">
      {may('download') && exported.file && (
        <Button
          kind={kind}
          icon="download"
          onClick={() => download.mutate()}
          busy={download.isPending}
          label={`${words.download} ${title}`}
        >
          {words.download}
        </Button>
      )}
      {may('start') && (
        <Button
          kind={kind}
          icon="play"
          onClick={() => start.mutate()}
          busy={start.isPending}
          label={`${startWord}: ${title}`}
        >
          {start.isPending ? words.starting : startWord}
        </Button>
      )}
      {status === 'in_progress' && (
        <Button
          icon="stop"
          onClick={() => cancel.mutate(attempt)}
          busy={isCancelling}
          label={`${words.cancel} ${title}`}
        >
          {isCancelling ? words.cancelling : words.cancel}
        </Button>
      )}
      {isExpired(exported) && (
        <Button kind={kind} icon="plus" onClick={requestAgain} label={`${words.requestAgain}: ${title}`}>
          {words.requestAgain}
        </Button>
      )}
      <Menu label={texts.list.moreActions(title)} items={items} />
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
