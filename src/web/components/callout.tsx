import type { ComponentChildren } from 'preact';
import { Icon } from './icon';

interface Props {
  kind: 'problem' | 'warning' | 'info';
  title?: string;
  children: ComponentChildren;
}

/** A message that stands in the page, beside what it is about. */
export function Callout({ kind, title, children }: Props) {
  return (
    <div class={`callout callout-${kind}`}>
      <Icon name="warning" />
      <div>
        {title && <p class="callout-title">{title}</p>}
        <div>{children}</div>
      </div>
    </div>
  );
}
