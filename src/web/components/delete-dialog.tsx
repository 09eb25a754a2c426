import { titleOf } from '../format/export-names';
import { texts } from '../texts';
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
    <ConfirmDialog title={texts.actions.deleteTitle} action={texts.actions.delete} {...rest}>
      <p>
        <strong>{titleOf(exported)}</strong>
      </p>
      <p>{exported.file ? texts.actions.deleteFile : texts.actions.deleteRecord}</p>
    </ConfirmDialog>
  );
}
