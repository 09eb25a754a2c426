import type { ComponentChildren } from 'preact';
import { texts } from '../texts';
import { Button } from './button';
import { Dialog } from './dialog';

interface Props {
  title: string;
  children: ComponentChildren;
  action: string;
  /** What the button that changes nothing says. */
  refusal?: string;
  kind?: 'danger' | 'primary';
  onConfirm: () => void;
  onClose: () => void;
  busy?: boolean;
}

/** Asks before something that can't be undone. */
export function ConfirmDialog({
  title,
  children,
  action,
  refusal,
  kind = 'danger',
  onConfirm,
  onClose,
  busy = false,
}: Props) {
  return (
    <Dialog title={title} onClose={onClose} role="alertdialog">
      <div class="dialog-body">{children}</div>
      <footer class="dialog-foot">
        <Button onClick={onClose}>{refusal ?? texts.cancel}</Button>
        <Button kind={kind} onClick={onConfirm} busy={busy}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
