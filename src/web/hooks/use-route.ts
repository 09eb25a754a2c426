import { useEffect, useRef, useState } from 'preact/hooks';
import { hrefOf, type ListRoute, parseRoute, type Route } from '../route';

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

/** The list as it was left, with its filters and its page: where the way back leads. */
export function useLastList(route: Route): ListRoute {
  const last = useRef<ListRoute>({ view: 'list', page: 0 });
  if (route.view === 'list') last.current = route;
  return last.current;
}

export function goTo(route: Route): void {
  location.hash = hrefOf(route);
}
