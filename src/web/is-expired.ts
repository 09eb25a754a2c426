import type { Export } from './types';

/** Whether the export's file was there, and was deleted when its time was up. */
export const isExpired = ({ status, file }: Export): boolean => status === 'success' && file === null;
