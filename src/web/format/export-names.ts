import { type ShownStatus, texts } from '../texts';
import type { Access, Export } from '../types';

/** What an export is called, from its first day to its last: its name, else its id. */
export const titleOf = ({ description, id }: Pick<Export, 'description' | 'id'>): string =>
  description?.trim() || texts.unnamed(id.slice(0, 8));

/** Whether the export's file was there, and was deleted when its time was up. */
export const isExpired = ({ status, file }: Export): boolean => status === 'success' && file === null;

export const shownStatus = (exported: Export): ShownStatus => (isExpired(exported) ? 'expired' : exported.status);

const DAY_MS = 86_400_000;

/** Until when the export's file is kept; null where it has none, or where files are kept for good. */
export function availableUntil({ file, completed_at }: Export, access: Access | null): Date | null {
  const days = access?.retention_days ?? null;
  return file && completed_at && days !== null ? new Date(Date.parse(completed_at) + days * DAY_MS) : null;
}
