/** Which clock the page shows and takes times in. */
export type Zone = 'local' | 'utc';
