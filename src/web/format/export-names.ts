import { type ShownStatus, texts } from '../texts';
import type { Export } from '../types';

/** What an export is called, from its first day to its last: its name, else its id. */
export const titleOf = ({ description, id }: Pick<Export, 'description' | 'id'>): string =>
  description?.trim() || texts.unnamed(id.slice(0, 8));

/** Whether the export's file was there, and was deleted when its time was up. */
export const isExpired = ({ status, file }: Export): boolean => status === 'success' && file === null;

export const shownStatus = (exported: Export): ShownStatus => (isExpired(exported) ? 'expired' : exported.status);
