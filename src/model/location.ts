/** Where the objects of an export lie, and how they are named: by ids and dates only, never by text that a client wrote. */
import { createHash } from 'node:crypto';
import { type AskedFormat, extensionOf } from './formats';
import type { StoreName } from './store-names';
import type { Tenant } from './tenant';
import { offsetAt } from './time-zones';
import type { Window } from './windows';

/**
 * Where all that is stored of one export lies. It is recorded when the export is first started and read from the record
 * ever after, so that a changed setting loses nothing that was written before it.
 */
export interface Location {
  store: StoreName;
  bucket: string;
  /** The prefix that the names of all its objects begin with, without a slash at its end. */
  folder: string;
  /** Where its file lies, and what else has a name that begins with the file's, if that is not in the folder. */
  published?: Published | undefined;
}

/** A place that is known beforehand, for those who read the bucket themselves. */
export interface Published {
  folder: string;
  /** The name of the file in it. */
  file: string;
}

/** The window of a schedule that an export is of. */
export interface PublishedWindow {
  scheduleId: string;
  window: Window & { part?: number | undefined; parts?: number | undefined };
  revision: number;
  timezone: string;
  asked: AskedFormat;
}

interface Located {
  id: string;
  tenant: Tenant;
  published?: PublishedWindow;
}

/** Says where an export that is started now will write. */
export type Locate = (named: Located) => Location;

/** No id can be this: identifiers begin with a letter or a digit. */
const ALL_WORKSPACES = '_all';

/** The folder of an export: `<prefix>/<organisation>/<workspace>/<export id>`. */
export function folderOf(prefix: string, { id, tenant }: { id: string; tenant: Tenant }): string {
  const workspace = tenant.workspaceId === null ? ALL_WORKSPACES : encodeURIComponent(tenant.workspaceId);
  return [prefix, encodeURIComponent(tenant.organisationId), workspace, id].join('/');
}

/** `20260309T101500Z` */
const stampOf = (time: Date) => time.toISOString().replace(/[-:]|\.\d+/g, '');

/** `logs-export-20260309T101500Z-1b9d6bcd.jsonl`, also the download's name. */
export function fileName({ id, createdAt }: { id: string; createdAt: Date }, asked: AskedFormat): string {
  return `logs-export-${stampOf(createdAt)}-${id.slice(0, 8)}${extensionOf(asked)}`;
}

/**
 * Where the file of a window lies: `<prefix>/<organisation>/<workspace>/schedules/<schedule id>/date=2026-03-09/`, by the
 * date on which the window starts in the schedule's zone. Parts and revisions have names of their own, so that none is
 * ever deleted with another one's file.
 */
export function publishedPlace(prefix: string, tenant: Tenant, published: PublishedWindow): Published {
  const { scheduleId, revision, timezone, asked } = published;
  const { start, end, part, parts } = published.window;
  const date = new Date(start.getTime() + offsetAt(timezone, start.getTime())).toISOString().slice(0, 10);
  const piece = part === undefined || parts === undefined ? '' : `-${part}of${parts}`;
  const again = revision === 1 ? '' : `-r${revision}`;
  return {
    folder: `${folderOf(prefix, { id: 'schedules', tenant })}/${scheduleId}/date=${date}`,
    file: `${stampOf(start)}_${stampOf(end)}${piece}${again}${extensionOf(asked)}`,
  };
}

/** The folder of an export, and the place of its file if that is elsewhere. */
export const placesOf = (prefix: string, named: Located): Pick<Location, 'folder' | 'published'> => ({
  folder: folderOf(prefix, named),
  ...(named.published && { published: publishedPlace(prefix, named.tenant, named.published) }),
});

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
