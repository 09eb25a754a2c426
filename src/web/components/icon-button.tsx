import { Icon, type IconName } from './icon';

interface Props {
  icon: IconName;
  label: string;
  onClick: () => void;
  disabled?: boolean;
}

/** A button that shows only a picture; its name is there for screen readers and on hover. */
export function IconButton({ icon, label, onClick, disabled = false }: Props) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick} disabled={disabled}>
      <Icon name={icon} />
    </button>
  );
}
