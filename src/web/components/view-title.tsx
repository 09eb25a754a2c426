import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts';

/** The heading of a view: names the tab, and takes the focus, so that a screen reader tells where one is now. */
export function ViewTitle({ tab, children }: { tab: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · ${texts.product}`;
  }, [tab]);
  useEffect(() => {
    // Unless something in the view has it already.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
