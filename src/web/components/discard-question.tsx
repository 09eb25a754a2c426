import { useState } from 'preact/hooks';
import { texts } from '../texts';
import { ConfirmDialog } from './confirm-dialog';

const words = texts.discard;

interface Options {
  /** Whether something would be lost. */
  isChanged: () => boolean;
  title?: string;
  onClose: () => void;
}

/** Closes a dialog, and asks before where that discards what was entered in it. */
export function useDiscard({ isChanged, title = words.changes, onClose }: Options) {
  const [isAsking, setAsking] = useState(false);
  return {
    close: () => {
      if (isChanged()) setAsking(true);
      else onClose();
    },
    question: isAsking && (
      <ConfirmDialog
        title={title}
        action={words.action}
        refusal={words.keepEditing}
        onClose={() => setAsking(false)}
        onConfirm={onClose}
      >
        <p>{words.lead}</p>
      </ConfirmDialog>
    ),
  };
}
