import type { RunningProcess } from '../../local/engines/process';

/** A process that is broken on purpose, and started again with the same command, port and data. */
export interface Restartable {
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL where its grace time passes; resolves when it is gone. */
  stop: () => Promise<void>;
}

export function restartable(launch: () => Promise<RunningProcess>): Restartable {
  let running: RunningProcess | undefined;
  return {
    async start() {
      // Once more where it failed: a busy machine may have been too slow for it.
      running = await launch().catch(launch);
    },
    async kill() {
      if (!running) return;
      process.kill(running.pid, 'SIGKILL');
      await running.ended;
      running = undefined;
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
  };
}
