/** Names in the bucket and of the file: made from ids and dates only, never from text that a client wrote. */
import { createHash } from 'node:crypto';
import type { Tenant } from './tenant';

interface Named {
  id: string;
  tenant: Tenant;
  createdAt: Date;
  format: 'jsonl' | 'jsonl.gz';
}

/** No id can be this: identifiers begin with a letter or a digit. */
const ALL_WORKSPACES = '_all';

const contentTypes = { jsonl: 'application/x-ndjson', 'jsonl.gz': 'application/gzip' } as const;
export const contentTypeOf = (format: Named['format']) => contentTypes[format];

const segment = (id: string) => encodeURIComponent(id);

/** The folder that holds all that is stored of an export. */
export function exportFolder({ id, tenant }: Pick<Named, 'id' | 'tenant'>): string {
  const workspace = tenant.workspaceId === null ? ALL_WORKSPACES : segment(tenant.workspaceId);
  return `${segment(tenant.organisationId)}/${workspace}/${id}`;
}

/** The organisation whose folder a name lies in. */
export const organisationOf = (name: string) => decodeURIComponent(name.slice(0, name.indexOf('/')));

/** `logs-export-20260309T101500Z-1b9d6bcd.jsonl`, also the download's name. */
export function fileName({ id, createdAt, format }: Named): string {
  const stamp = createdAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return `logs-export-${stamp}-${id.slice(0, 8)}.${format}`;
}

/** Where the parts of every plan of an export lie. */
export const allPartsFolder = (named: Pick<Named, 'id' | 'tenant'>) => `${exportFolder(named)}/parts/`;

export const partsFolder = (named: Named, planDigest: string) => `${allPartsFolder(named)}${planDigest}/`;

/** The name of a batch's part; a batch that outgrows one part goes on in pieces 1, 2, … */
export function partName(named: Named, planDigest: string, batch: number, piece: number): string {
  const index = String(batch).padStart(6, '0');
  return `${partsFolder(named, planDigest)}${index}${piece === 0 ? '' : `-${piece}`}.${named.format}`;
}

/** Names a plan by all that decides its bytes, so that parts of another plan are never taken for its own. */
export function planDigest(of: object): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 24);
}
