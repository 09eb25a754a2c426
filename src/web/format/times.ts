import { intlFormatDistance } from 'date-fns/intlFormatDistance';
import { texts } from '../texts';
import { locale, localZone } from './locale';
import type { Zone } from './zone';

const isDate = (written: string) => !written.includes('T');
const hasZone = (written: string) => /(Z|[+-]\d\d:?\d\d)$/.test(written);

/** What a client wrote as a bound: a date stands for a whole UTC day, a time without a zone counts as UTC. */
const timeOf = (written: string) => new Date(isDate(written) || hasZone(written) ? written : `${written}Z`);

const utcDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });

function createTimes(zone: Zone) {
  const timeZone = zone === 'utc' ? 'UTC' : localZone;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const exact = format({ dateStyle: 'medium', timeStyle: 'medium' });
  const brief = format({ dateStyle: 'medium', timeStyle: 'short' });
  const day = format({ dateStyle: 'medium' });
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const short = format({ day: 'numeric', month: 'short', ...time });
  const year = format({ year: 'numeric' });
  const bound = (written: string) =>
    isDate(written) ? texts.time.utcDay(utcDay.format(timeOf(written))) : brief.format(timeOf(written));
  return {
    zone,
    zoneName: timeZone,
    exact: (time: Date) => exact.format(time),
    brief: (time: Date) => brief.format(time),
    day: (time: Date) => day.format(time),
    /** Without the year, where it is this one. */
    short: (at: Date) => (year.format(at) === year.format(new Date()) ? short : brief).format(at),
    bound,
    boundRange(from: string, until: string): string {
      if (isDate(from) && isDate(until)) return texts.time.utcDays(utcDay.formatRange(timeOf(from), timeOf(until)));
      if (isDate(from) || isDate(until)) return `${bound(from)} – ${bound(until)}`;
      return brief.formatRange(timeOf(from), timeOf(until));
    },
  };
}
export type Times = ReturnType<typeof createTimes>;

export const timesIn: Readonly<Record<Zone, Times>> = { local: createTimes('local'), utc: createTimes('utc') };

export const formatUtc = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export function formatRelative(time: Date, now: Date): string {
  if (Math.abs(now.getTime() - time.getTime()) < 10_000) return 'just now';
  return intlFormatDistance(time, now, { locale: 'en', numeric: 'auto' });
}

const pad = (value: number) => String(value).padStart(2, '0');

/** `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
}
