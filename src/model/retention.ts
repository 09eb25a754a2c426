const DAY_MS = 86_400_000;

/** Exports that ended before this are past their retention. */
export const retentionLimit = (days: number, now = Date.now()): Date => new Date(now - days * DAY_MS);
