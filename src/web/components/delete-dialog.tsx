import { titleOf } from '../format/export-names';
import type { Export } from '../types';
import { ConfirmDialog } from './confirm-dialog';

interface Props {
  exported: Export;
  onConfirm: () => void;
  onClose: () => void;
  busy: boolean;
}

export function DeleteDialog({ exported, ...rest }: Props) {
  return (
    <ConfirmDialog title="Delete this export?" action="Delete" {...rest}>
      <p>
        <strong>{titleOf(exported)}</strong>
      </p>
      <p>
        {exported.file ? 'Its file, its parts and its record' : 'Its record, and what was written of it,'} will be gone.
        This can’t be undone. The logs themselves stay.
      </p>
    </ConfirmDialog>
  );
}
