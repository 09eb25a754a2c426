const ISO =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?(?: ?(?:([Zz])|([+-]\d\d):?(\d\d)?))?)?$/;

/** Date.parse takes a 31st of April for the 1st of May. */
const isDayOfMonth = (year: number, month: number, day: number) =>
  day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();

/**
 * The milliseconds since 1970 of an ISO 8601 date or time, in the spellings that log writers use (a space for the T or
 * before the offset, an offset without a colon or minutes, micro- or nanoseconds). Without a zone it counts as UTC. Undefined for other text.
 */
export function isoTime(text: string): number | undefined {
  const match = text.length <= 64 ? ISO.exec(text) : null;
  if (match === null) return undefined;
  const [, year, month, day, minutes = '00:00', seconds = ':00', fraction = '0', , hours, rest = '00'] = match;
  if (!isDayOfMonth(Number(year), Number(month), Number(day))) return undefined;
  const zone = hours === undefined ? 'Z' : `${hours}:${rest}`;
  const time = Date.parse(`${year}-${month}-${day}T${minutes}${seconds}.${fraction.slice(0, 3)}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}
