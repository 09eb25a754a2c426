/** The object stores that there are. Free of what only Node.js has, so that the page can have it. */
export const storeNames = ['gcs', 's3', 'azure'] as const;
export type StoreName = (typeof storeNames)[number];
