import type { Tenant } from '../model/tenant';
import type { Scope } from './scopes';

/** Who asks for something: whose data it may reach, and what it may do there. */
export interface Actor {
  /** `schedule`: a schedule acts by itself, with the rights of a key. */
  kind: 'key' | 'schedule';
  /** Of the key. */
  id: string;
  /** The person that the key is for, if it is for one. */
  user: string | null;
  tenant: Tenant;
  scopes: readonly Scope[];
}
