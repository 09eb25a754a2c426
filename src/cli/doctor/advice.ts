import type { StorageFault } from '../../model/errors';
import type { Location } from '../../model/location';
import type { Check } from './checks';

/** What a store calls its parts, and what to mend in it. */
export interface StoreAdvice {
  /** Organisations with a bucket or key of their own. */
  organisations: readonly string[];
  /** What joining objects is called. */
  join: string;
  remedy(fault: StorageFault, lacking: Step, location: Location, organisation: string | null): string;
  sign: string;
  badUrl: string;
  farUrl: string;
  /** Checks of what only this store has; objects are written to `location`. */
  own(location: Location, organisation: string | null): Check[];
}
export type Step = 'write' | 'join' | 'read' | 'delete';
