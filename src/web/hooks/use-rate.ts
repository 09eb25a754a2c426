import { useRef } from 'preact/hooks';
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

/** How fast a running export gets on, from what was seen of it lately; null while that tells nothing. */
export function useRate({ status, started_at, progress }: Export): Rate | null {
  const seen = useRef<{ run: string | null; samples: Sample[] }>({ run: null, samples: [] });
  if (status !== 'in_progress') return null;
  if (seen.current.run !== started_at) seen.current = { run: started_at, samples: [] };

  const now = Date.now();
  const { samples } = seen.current;
  if (samples.at(-1)?.exported !== progress.exported) samples.push({ at: now, exported: progress.exported });
  while (samples.length > 2 && samples[0]!.at < now - WINDOW_MS) samples.shift();

  const [first, last] = [samples[0]!, samples.at(-1)!];
  const elapsed = now - first.at;
  if (last.exported <= first.exported || elapsed < 1_000) return null;
  const logsPerSecond = ((last.exported - first.exported) * 1_000) / elapsed;
  return { logsPerSecond, timeLeft: ((progress.total - progress.exported) / logsPerSecond) * 1_000 };
}
