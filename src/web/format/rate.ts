import type { Export } from '../types';

interface Sample {
  at: number;
  exported: number;
}

export interface Rate {
  logsPerSecond: number;
  /** Milliseconds to the end, at this rate. */
  timeLeft: number;
}

const WINDOW_MS = 20_000;
const SHORTEST_MS = 1_000;

/** Tells how fast a running export gets on, from what it was shown of it lately. */
export class RateMeter {
  private run: string | null = null;
  private samples: Sample[] = [];

  /** Null while what was seen tells nothing. `now`: milliseconds. */
  rateOf(
    { status, started_at, progress }: Pick<Export, 'status' | 'started_at' | 'progress'>,
    now: number,
  ): Rate | null {
    if (status !== 'in_progress') return null;
    // How long it plans, which may be a minute, says nothing of how fast it writes.
    if (this.run !== started_at || progress.exported === 0) this.samples = [];
    this.run = started_at;

    const { samples } = this;
    if (samples.at(-1)?.exported !== progress.exported) samples.push({ at: now, exported: progress.exported });
    while (samples.length > 2 && samples[0]!.at < now - WINDOW_MS) samples.shift();

    const [first, last] = [samples[0]!, samples.at(-1)!];
    const elapsed = now - first.at;
    if (last.exported <= first.exported || elapsed < SHORTEST_MS) return null;
    const logsPerSecond = ((last.exported - first.exported) * 1_000) / elapsed;
    return { logsPerSecond, timeLeft: ((progress.total - progress.exported) / logsPerSecond) * 1_000 };
  }
}
