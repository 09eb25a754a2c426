import path from 'node:path';

export const root = path.dirname(__dirname);

/** Everything the local stack leaves on the machine; git ignores it, and it can be removed at any time. */
export const localDir = path.join(root, '.local');
