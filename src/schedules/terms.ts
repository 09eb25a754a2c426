/** What the terms of a schedule must keep together, whichever request sets them. */
import { ServiceError } from '../model/errors';
import { type At, type Cutting, type Every, cutAfter, partsOfAt } from '../model/windows';
import type { SchedulesDeps } from './deps';

const refuse = (param: string, what: string) => new ServiceError('invalid_request', `${param} ${what}`, { param });

/** Refuses parts of `at` that a window of this length has no place for. */
export function checkAt(every: Every, at: At): void {
  const taken: readonly string[] = partsOfAt[every];
  const misfit = Object.keys(at).find((part) => !taken.includes(part));
  if (misfit === undefined) return;
  throw refuse(`at.${misfit}`, `does not fit every "${every}", which is cut by ${taken.join(', ')}. Leave it out.`);
}

export function checkEnd(start: Date, end: Date | null): void {
  if (end === null || end > start) return;
  throw refuse('end_at', `must be after the start of the first window, ${start.toISOString()}.`);
}

/** Refuses more windows of the past than this installation lets one request ask for. */
export function checkPast(
  { config }: Pick<SchedulesDeps, 'config'>,
  cutting: Cutting,
  { param, from, until }: { param: string; from: Date; until: Date },
): void {
  const most = config.SCHEDULE_PAST_WINDOWS;
  let windows = 0;
  for (let start = from; start < until; start = cutAfter(cutting, start)) {
    windows += 1;
    if (windows > most) throw refuse(param, `asks for more than ${most} windows of the past. Ask for fewer.`);
  }
}
