import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { parseRoute } from '../route';

/** Where the list was when it was left for an export: how far down, and which one. */
let left: { scrollY: number; id: string } | null = null;

/** Brings the list back to where it was left, with the focus on the export that was looked at. */
export function useKeptPlace(isLoaded: boolean): void {
  const isBack = useRef(left !== null);
  useLayoutEffect(() => {
    if (!isLoaded || !isBack.current || !left) return;
    isBack.current = false;
    document.getElementById(`export-${left.id}`)?.focus({ preventScroll: true });
    scrollTo(0, left.scrollY);
    left = null;
  }, [isLoaded]);
  useEffect(() => {
    // By the time the list is taken away the page may be shorter already: how far down it was is noted before.
    let scrollY = window.scrollY;
    const note = () => (scrollY = window.scrollY);
    addEventListener('scroll', note, { passive: true });
    return () => {
      removeEventListener('scroll', note);
      const route = parseRoute(location.hash);
      left = route.view === 'export' ? { scrollY, id: route.id } : null;
    };
  }, []);
}
