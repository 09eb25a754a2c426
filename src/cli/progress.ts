import { SingleBar } from 'cli-progress';
import { tell } from './output';

const LINE_EVERY_MS = 2_000;
const LINE_EVERY_PERCENT = 10;

export interface Progress {
  update: (done: number, total: number) => void;
  /** Clears the terminal for something else, such as a question, until `resume`. */
  pause: () => void;
  resume: () => void;
  stop: () => void;
}

interface Measure {
  label: string;
  /** A formatted amount, such as `7.4 MB`, and its unit if the amount does not hold it. */
  written: (amount: number) => string;
  unit?: string;
}

/** Shows progress, rate and remaining time on standard error: as a bar, or without a terminal as occasional lines. */
export const startProgress = (measure: Measure): Progress =>
  process.stderr.isTTY ? startBar(measure) : startLines(measure);

/** Measures the rate from the first update on, since a resumed download does not begin at 0. */
function pace({ written, unit = '' }: Measure) {
  let first: { at: number; done: number } | null = null;
  return (done: number, total: number) => {
    first ??= { at: Date.now(), done };
    const rate = ((done - first.done) * 1_000) / Math.max(1, Date.now() - first.at);
    const left = rate > 0 ? duration(Math.ceil((total - done) / rate)) : '?';
    return {
      percent: total === 0 ? 100 : Math.floor((100 * done) / total),
      amount: `${written(done)} of ${written(total)}${unit}`,
      rate: `${written(Math.round(rate))}${unit}/s`,
      left: done >= total ? '0 s left' : `${left} left`,
    };
  };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function startBar(measure: Measure): Progress {
  const look = pace(measure);
  const bar = new SingleBar({
    format: `${measure.label.padEnd(11)} {bar} {percent} % | {amount} | {rate} | {left}`,
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
  });
  let paused = false;
  let latest = { done: 0, total: 0 };
  const show = () => bar.start(latest.total, latest.done, look(latest.done, latest.total));
  let started = false;
  return {
    update(done, total) {
      latest = { done, total };
      if (paused) return;
      if (!started) show();
      started = true;
      bar.setTotal(total);
      bar.update(done, look(done, total));
    },
    pause() {
      paused = true;
      if (started) bar.stop();
    },
    resume() {
      paused = false;
      if (started) show();
    },
    stop() {
      if (started && !paused) bar.stop();
    },
  };
}

function startLines(measure: Measure): Progress {
  const look = pace(measure);
  let told = { at: 0, percent: -LINE_EVERY_PERCENT };
  return {
    update(done, total) {
      const { percent, amount, rate, left } = look(done, total);
      const isDone = percent === 100 && told.percent < 100;
      if (!isDone && percent < told.percent + LINE_EVERY_PERCENT && Date.now() < told.at + LINE_EVERY_MS) return;
      told = { at: Date.now(), percent };
      tell(`${measure.label.padEnd(11)} ${String(percent).padStart(3)} % | ${amount} | ${rate} | ${left}`);
    },
    pause: () => undefined,
    resume: () => undefined,
    stop: () => undefined,
  };
}
