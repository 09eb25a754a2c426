import type { Tenant } from '../model/tenant';
import type { Scope } from './scopes';

/** Who asks for something: whose data it may reach, and what it may do there. */
export interface Actor {
  kind: 'key';
  id: string;
  tenant: Tenant;
  scopes: readonly Scope[];
}
