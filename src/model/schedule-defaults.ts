/** What a schedule does unless the request says otherwise. */
export const DEFAULT_SETTLE_MINUTES = 10;
export const DEFAULT_RECHECK_HOURS = 24;
