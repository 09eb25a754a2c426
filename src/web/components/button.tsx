import type { ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './icon';

interface Props {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  type?: 'button' | 'submit';
  icon?: IconName;
  /** Under way: it stays where the focus is, and does nothing. */
  busy?: boolean;
  disabled?: boolean;
  /** A fuller name, for a list where several buttons read the same. */
  label?: string | undefined;
  buttonRef?: Ref<HTMLButtonElement>;
}

export function Button({
  children,
  onClick,
  kind = 'plain',
  type = 'button',
  icon,
  busy,
  disabled,
  label,
  buttonRef,
}: Props) {
  return (
    <button
      ref={buttonRef ?? null}
      type={type}
      class={`button button-${kind}`}
      disabled={disabled ?? false}
      aria-disabled={busy ? 'true' : undefined}
      aria-label={label}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
