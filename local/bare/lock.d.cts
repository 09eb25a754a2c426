/** Whether a process with this id runs, be it ours or another user's. */
export function isAlive(pid: number): boolean;

/** The pid of the live process that holds the lock, or null. */
export function lockHolder(file: string): number | null;

/** Takes the lock, or says which live process holds it; a dead process's lock counts for nothing. */
export function tryLock(file: string): { release: () => void; holder?: never } | { holder: number; release?: never };

/** Runs `work` while holding the lock; waits for as long as another live process has it. */
export function withLock<T>(file: string, work: () => Promise<T> | T): Promise<T>;
