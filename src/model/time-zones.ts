/** What the clocks of a time zone show, by the zone rules that come with Node.js. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  formats.set(timezone, made);
  return made;
}

/** `GMT`, `GMT+05:30`, and before zones had whole minutes `GMT-00:44:30`. */
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;
const DAY_MS = 86_400_000;

/** How far the clocks are ahead of UTC at a time, in milliseconds. */
export function offsetAt(timezone: string, ms: number): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(formatOf(timezone).format(ms)) ?? [];
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -size : size;
}

/**
 * When the clocks show a local time, given as the milliseconds that it would be in UTC: the first time where they show it
 * twice; where they skip it, as much later as they skip.
 */
export function whenLocal(timezone: string, local: number): number {
  const [before, after] = [offsetAt(timezone, local - DAY_MS), offsetAt(timezone, local + DAY_MS)];
  const shown = [before, after].map((offset) => local - offset).filter((ms) => ms + offsetAt(timezone, ms) === local);
  return shown.length > 0 ? Math.min(...shown) : local - before;
}

/** Whether an IANA name stands for a zone: an offset has no rules, and Temporal takes none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}
