import { InvalidArgumentError } from 'commander';
import { instant } from '../model/instant';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90m`, `12h`, `7d` or `2w` as the time that long ago; null for other text. */
function ago(value: string): string | null {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(value) ?? [];
  return amount && unit ? new Date(Date.now() - Number(amount) * unitMs[unit]!).toISOString() : null;
}

/** A point in time: as the API takes it, or as a length of time before now. */
export function timeFlag(value: string): string {
  const parsed = instant.safeParse(value);
  const time = parsed.success ? parsed.data : ago(value);
  if (time !== null) return time;
  throw new InvalidArgumentError('It must be an ISO 8601 time, a date, or how long ago: 90m, 12h, 7d, 2w.');
}

/** A length of time before now, as the time where it begins. */
export function lastFlag(value: string): string {
  const time = ago(value);
  if (time !== null) return time;
  throw new InvalidArgumentError('It must be a length of time: 90m, 12h, 7d, 2w.');
}

/** Where the API wants a time, and a flag may be a date or a length of time before now. */
export const exactTime = (value: string) => new Date(timeFlag(value)).toISOString();
