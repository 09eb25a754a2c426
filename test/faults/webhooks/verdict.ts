import type { Ear } from './ear';
import type { PlayedWebhooks } from './play';

interface Truth {
  ear: Ear;
  happened: ReadonlySet<string>;
  mayHave: ReadonlySet<string>;
}

/** Compares what arrived with what happened. */
export function brokenBy({ ear: { arrivals, forged }, happened, mayHave }: Truth) {
  const broken = forged.map((what) => `a signature was wrong: ${what}`);
  const events: PlayedWebhooks['events'] = new Map();
  for (const key of new Set([...happened, ...arrivals.map((one) => one.key)])) {
    const own = arrivals.filter((one) => one.key === key);
    if (own.length === 0) broken.push(`${key} was never told`);
    if (!happened.has(key) && !mayHave.has(key)) broken.push(`${key} was told, and did not happen`);
    const ids = new Set(own.map(({ id }) => id));
    if (ids.size > 1) broken.push(`${key} came under ${ids.size} ids`);
    if (new Set(own.map(({ body }) => body)).size > 1) broken.push(`${key} came with several bodies`);
    const type = key.split(' ')[0]!;
    const { happened: before, arrived } = events.get(type) ?? { happened: 0, arrived: 0 };
    events.set(type, { happened: before + Number(happened.has(key)), arrived: arrived + own.length });
  }
  return { broken, events };
}
