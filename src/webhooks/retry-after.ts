const LONGEST_SECONDS = 86_400;

/** How long to wait for the next try: as scheduled, or longer where the receiver asks for that, for a day at most. */
export function pauseBefore(scheduledSeconds: number, retryAfter: string | undefined, now: Date): number {
  const asked = retryAfter === undefined ? 0 : secondsOf(retryAfter.trim(), now);
  return Math.max(scheduledSeconds, Math.min(asked, LONGEST_SECONDS));
}

/** Seconds, or a date: as HTTP has it. What is neither asks for nothing. */
function secondsOf(written: string, now: Date): number {
  if (/^\d+$/.test(written)) return Number(written);
  const until = Date.parse(written);
  return Number.isNaN(until) ? 0 : Math.ceil((until - now.getTime()) / 1_000);
}
