/** Where the objects of an export lie, and how they are named: by ids and dates only, never by text that a client wrote. */
import { createHash } from 'node:crypto';
import { type AskedFormat, extensionOf } from './formats';
import type { Tenant } from './tenant';

/**
 * Where all that is stored of one export lies. It is recorded when the export is first started and read from the record
 * ever after, so that a changed setting loses nothing that was written before it.
 */
export interface Location {
  store: 'gcs';
  bucket: string;
  /** The prefix that the names of all its objects begin with, without a slash at its end. */
  folder: string;
}

/** Says where an export that is started now will write. */
export type Locate = (named: { id: string; tenant: Tenant }) => Location;

/** No id can be this: identifiers begin with a letter or a digit. */
const ALL_WORKSPACES = '_all';

/** The folder of an export: `<prefix>/<organisation>/<workspace>/<export id>`. */
export function folderOf(prefix: string, { id, tenant }: { id: string; tenant: Tenant }): string {
  const workspace = tenant.workspaceId === null ? ALL_WORKSPACES : encodeURIComponent(tenant.workspaceId);
  return [prefix, encodeURIComponent(tenant.organisationId), workspace, id].join('/');
}

/** `logs-export-20260309T101500Z-1b9d6bcd.jsonl`, also the download's name. */
export function fileName({ id, createdAt }: { id: string; createdAt: Date }, asked: AskedFormat): string {
  const stamp = createdAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return `logs-export-${stamp}-${id.slice(0, 8)}${extensionOf(asked)}`;
}

/** Where the parts of every plan of an export lie, within its folder. */
export const PARTS = 'parts/';

export const partsOfPlan = (digest: string) => `${PARTS}${digest}/`;

/** The name of a batch's part; a batch that outgrows one part goes on in pieces 1, 2, … */
export function partName(
  digest: string,
  { batch, piece }: { batch: number; piece: number },
  asked: AskedFormat,
): string {
  const index = String(batch).padStart(6, '0');
  return `${partsOfPlan(digest)}${index}${piece === 0 ? '' : `-${piece}`}${extensionOf(asked)}`;
}

/** Names a plan by all that decides its bytes, so that parts of another plan are never taken for its own. */
export function planDigest(of: object): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 24);
}
