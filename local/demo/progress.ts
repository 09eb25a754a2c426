import { SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 2_000;
const LINE_EVERY_PERCENT = 10;

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere, as in CI, a line now and then. */
export function startProgress(label: string, total: number): Progress {
  return process.stdout.isTTY ? startBar(label, total) : startLines(label, total);
}

function startBar(label: string, total: number): Progress {
  const bar = new SingleBar({
    format: `${label.padEnd(10)} {bar} {percentage} % | {value}/{total} | {duration_formatted}`,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

function startLines(label: string, total: number): Progress {
  let printedAt = 0;
  let printedPercent = -LINE_EVERY_PERCENT;
  const update = (done: number) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    const late = Date.now() >= printedAt + LINE_EVERY_MS;
    const further = percent >= printedPercent + LINE_EVERY_PERCENT || (percent === 100 && printedPercent < 100);
    if (!late && !further) return;
    printedAt = Date.now();
    printedPercent = percent;
    console.log(`${label.padEnd(10)} ${String(percent).padStart(3)} %  ${done} of ${total}`);
  };
  return { update, stop: () => undefined };
}
