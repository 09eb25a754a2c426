import type { ComponentChildren } from 'preact';
import { Button } from './button';
import { Dialog } from './dialog';

interface Props {
  title: string;
  children: ComponentChildren;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  busy: boolean;
}

/** Asks before something that can't be undone. */
export function ConfirmDialog({ title, children, action, onConfirm, onClose, busy }: Props) {
  return (
    <Dialog title={title} onClose={onClose} role="alertdialog">
      <div class="dialog-body">{children}</div>
      <footer class="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button kind="danger" onClick={onConfirm} busy={busy}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
