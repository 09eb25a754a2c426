import type { Schedule } from '../types';
import { texts } from '../texts';
import { locale } from './locale';

const words = texts.schedules;
const pad = (value = 0) => String(value).padStart(2, '0');

/** 5 January 2026 was a Monday. */
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
export const weekdayName = (isoDay: number): string => weekday.format(Date.UTC(2026, 0, 4 + isoDay));

/** How often a schedule exports, and by which clocks: `Every Monday at 06:00 (Europe/Berlin)`. */
export function scheduleInWords({ every, at, timezone }: Pick<Schedule, 'every' | 'at' | 'timezone'>): string {
  const time = `${pad(at.hour)}:${pad(at.minute)}`;
  const day = at.day_of_month ?? 1;
  const rules = {
    hour: () => words.hourly(pad(at.minute)),
    day: () => words.daily(time),
    week: () => words.weekly(weekdayName(at.day_of_week ?? 1), time),
    month: () => (day > 28 ? words.monthlyOrLast : words.monthly)(String(day), time),
  };
  return words.in(rules[every](), timezone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  formats.set(timeZone, made);
  return made;
}

/** A window by the clocks of a zone. */
export const windowIn = (timeZone: string, { start, end }: { start: string | Date; end: string | Date }): string =>
  formatIn(timeZone).formatRange(new Date(start), new Date(end));

export const timeIn = (timeZone: string, time: string | Date): string => formatIn(timeZone).format(new Date(time));
