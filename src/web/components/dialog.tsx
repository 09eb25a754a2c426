import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { IconButton } from './icon-button';
import { DialogNotices } from './notices';
import { texts } from '../texts';

interface Props {
  title: string;
  children: ComponentChildren;
  /** Asked for by the visitor: by Escape or by a button. */
  onClose: () => void;
  size?: 'small' | 'large';
  /** For a question that must be answered: its words are read out with the title. */
  role?: 'alertdialog';
}

/** A modal dialog on the browser's own element, which keeps the focus inside and gives it back. */
export function Dialog({ title, children, onClose, size = 'small', role }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${size}`}
      aria-labelledby={titleId}
      role={role}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        // A browser closes a dialog by itself at the second Escape in a row, whatever its cancel event is told.
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <header class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label={texts.close} onClick={onClose} />
      </header>
      {children}
      <DialogNotices />
    </dialog>
  );
}
