import { useRef } from 'preact/hooks';
import { type Rate, RateMeter } from '../format/rate';
import type { Export } from '../types';

/** How fast a running export gets on; null while nothing is known of it. */
export function useRate(exported: Export): Rate | null {
  const meter = useRef<RateMeter>();
  meter.current ??= new RateMeter();
  return meter.current.rateOf(exported, Date.now());
}
