import { isoTime } from './iso-time';

/** The forms in which a store holds `created_at`: each has an order of its own, and so its own lane. */
export const lanes = ['date', 'string'] as const;
export type Lane = (typeof lanes)[number];

/** The sort key of one log, as the store holds it. */
export interface LogKey {
  createdAt: Date | string;
  id: unknown;
}

export const timeOf = ({ createdAt }: LogKey): number =>
  (typeof createdAt === 'string' ? isoTime(createdAt) : createdAt.getTime()) || 0;
