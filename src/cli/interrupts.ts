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
 * Aborts its signal when the user wants to stop. While `asking`, the first Ctrl-C asks whether to cancel the export, and
 * continues if the answer is no. A second Ctrl-C, or the first without a terminal, leaves the export running. Call it
 * once per process; it is never removed.
 */
export function watchInterrupts() {
  const controller = new AbortController();
  // Ctrl-D closes the input: there will be no answer.
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
    /** Asks before it stops, until the work is done. */
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
