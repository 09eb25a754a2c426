import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { tell } from './output';

/** What an interruption means for the export that runs. */
export type Interruption = 'leave' | 'cancel';

interface Ask {
  question: string;
  pause: () => void;
  resume: () => void;
}

/**
 * Aborts its signal where the person at the terminal wants to stop. While `asking`, the first Ctrl-C asks whether to
 * cancel the export, and goes on where the answer is no; a second one, or the first where nobody can be asked, leaves it
 * running. Called once a process: it lives as long.
 */
export function watchInterrupts() {
  const controller = new AbortController();
  // After Ctrl-D, nobody answers any more.
  const isInteractive = () => process.stdin.isTTY && process.stderr.isTTY && !process.stdin.readableEnded;
  let current: Ask | null = null;
  let open: AbortController | null = null;
  const stop = (interruption: Interruption) => {
    open?.abort();
    controller.abort(interruption);
  };

  async function ask({ question, pause, resume }: Ask): Promise<void> {
    open = new AbortController();
    pause();
    // Without a terminal of its own, Ctrl-C stays a signal.
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
    try {
      const ended = once(lines, 'close').then(() => '');
      const answer = await Promise.race([lines.question(`\n${question} [y/N] `, { signal: open.signal }), ended]);
      if (/^y(es)?$/i.test(answer.trim())) return stop('cancel');
      resume();
    } catch {
      tell('');
    } finally {
      lines.close();
      open = null;
    }
  }

  process.on('SIGTERM', () => stop('leave'));
  process.on('SIGINT', () => {
    if (isInteractive() && current && !open) void ask(current);
    else stop('leave');
  });

  return {
    signal: controller.signal,
    /** What the interruption was for. */
    interruption: () => controller.signal.reason as Interruption,
    /** Asks before it stops, for as long as the work takes. */
    async asking<T>(about: Ask, work: () => Promise<T>): Promise<T> {
      current = about;
      try {
        return await work();
      } finally {
        current = null;
        open?.abort();
      }
    },
  };
}
