import { useLayoutEffect, useRef } from 'preact/hooks';

const isLost = () => document.activeElement === document.body;
const heading = () => document.querySelector<HTMLElement>('h1');

/**
 * For an element whose buttons come and go: where the one with the focus goes, the first that is left takes it, else the
 * view's heading. The browser would let it fall to the top of the page.
 */
export function useKeptFocus<T extends HTMLElement>() {
  const element = useRef<T>(null);
  const hasFocus = () => element.current?.contains(document.activeElement) ?? false;
  const hadFocus = hasFocus();
  useLayoutEffect(() => {
    if (hadFocus && isLost()) (element.current?.querySelector('button') ?? heading())?.focus();
  });
  useLayoutEffect(
    () => () => {
      // Until this has returned, the element is still in the page.
      if (hasFocus()) queueMicrotask(() => isLost() && heading()?.focus());
    },
    [],
  );
  return element;
}
