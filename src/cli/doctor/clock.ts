import { fail, ok, type Verdict, warn } from './checks';

/** Signatures carry this machine's time: Google refuses one from the future, and one from the past expires early. */
const WARN_MS = 3_000;
const FAIL_MS = 60_000;

/** A reading of another clock, with the local times of request and answer. `roundedTo`: its resolution, in ms. */
export interface ClockReading {
  theirs: number;
  askedAt: number;
  hadAt: number;
  roundedTo: number;
}

/** The clock of an HTTP server, in whole seconds; null if its answer holds no date. */
export function readHttpClock({ headers }: Response, askedAt: number): ClockReading | null {
  const theirs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(theirs) ? null : { theirs, askedAt, hadAt: Date.now(), roundedTo: 1_000 };
}

/** How far this machine's clock is off, within the error that the round trip allows. */
export function clockVerdict(reading: ClockReading | null): Verdict {
  if (reading === null) return { state: 'skip', detail: 'no time was told' };
  const { theirs, askedAt, hadAt, roundedTo } = reading;
  const ahead = askedAt - (theirs + roundedTo);
  const behind = theirs - hadAt;
  const off = Math.max(ahead, behind, 0);
  const seconds = `${(off / 1_000).toFixed(1)} s`;
  if (off < WARN_MS) return ok(`within ${WARN_MS / 1_000} s of this machine's`);
  const detail = `this machine is ${seconds} ${ahead > behind ? 'ahead' : 'behind'}`;
  const remedy = "Set this machine's clock by NTP: download URLs are signed with its time.";
  return off < FAIL_MS ? warn(detail, remedy) : fail(detail, remedy);
}
