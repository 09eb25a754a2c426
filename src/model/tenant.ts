/** The one place where a caller's rights become a query: nothing reads the log or export collections without it. */
import type { Document, Filter } from 'mongodb';

/** Organisation and workspace ids as they may stand in object names; keys are only made for such. */
export const identifierPattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;

/** Whose data: one organisation, and one of its workspaces or, with null, all of them. */
export interface Tenant {
  readonly organisationId: string;
  readonly workspaceId: string | null;
  /** The one person whose records it reaches; left out: everyone's. Logs are nobody's in particular. */
  readonly onlyUser?: string;
}

/** A person, by an id or a mail address. */
export const userPattern = /^[\x21-\x7e]{1,254}$/;

/**
 * Wraps clauses on the log collection so that they only ever reach the tenant's logs. A clause on a path of its own is
 * put beside the tenant's, which more query planners see through than an `$and`; it can't take the tenant's place.
 */
export function logsOf(tenant: Tenant, clauses: readonly Filter<Document>[]): Filter<Document> {
  const query: Filter<Document> = {
    organisation_id: tenant.organisationId,
    ...(tenant.workspaceId !== null && { 'metrics.workspace_slug': tenant.workspaceId }),
  };
  const others: Filter<Document>[] = [];
  for (const clause of clauses) {
    const isBeside = Object.keys(clause).every((path) => !path.startsWith('$') && !Object.hasOwn(query, path));
    if (isBeside) Object.assign(query, clause);
    else others.push(clause);
  }
  return others.length > 0 ? { ...query, $and: others } : query;
}

/**
 * Wraps a clause on the collections of our own so that it only ever reaches the tenant's records. One person's tenant
 * reaches nothing in a collection that does not tell who made its records.
 */
export function recordsOf<T extends { organisation_id: string; workspace_id: string | null }>(
  tenant: Tenant,
  clause: Filter<T>,
): Filter<T> {
  const own = {
    organisation_id: tenant.organisationId,
    ...(tenant.workspaceId !== null && { workspace_id: tenant.workspaceId }),
    ...(tenant.onlyUser !== undefined && { created_by_user: tenant.onlyUser }),
  };
  return { $and: [own, clause] } as Filter<T>;
}
