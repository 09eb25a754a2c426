/** Between an instant (ISO 8601, UTC) and what the browser's date inputs show, in the visitor's zone or in UTC. */
import type { Zone } from './format/zone';

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** As `<input type="datetime-local">` has it: `2026-03-09T10:00:00`; empty where there is none. */
export function toInput(instant: string, zone: Zone): string {
  const time = new Date(instant);
  if (instant === '' || Number.isNaN(time.getTime())) return '';
  if (zone === 'utc') return time.toISOString().slice(0, 19);
  const day = [pad(time.getFullYear(), 4), pad(time.getMonth() + 1), pad(time.getDate())].join('-');
  return `${day}T${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

export function fromInput(value: string, zone: Zone): string {
  if (value === '') return '';
  const time = new Date(zone === 'utc' ? `${value}Z` : value);
  return Number.isNaN(time.getTime()) ? '' : `${time.toISOString().slice(0, 19)}Z`;
}

/** When a day of `<input type="date">` begins, or one `daysLater`. */
export function dayStart(day: string, zone: Zone, daysLater: number): string {
  const start = new Date(`${day}T00:00:00${zone === 'utc' ? 'Z' : ''}`);
  if (zone === 'utc') start.setUTCDate(start.getUTCDate() + daysLater);
  else start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}
