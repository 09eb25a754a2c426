import type fc from 'fast-check';
import type { Choose, Waiting } from './turnstile';

/** The order that fast-check's scheduler draws; it is printed where a test fails, and drawn again by the same seed. */
export function drawnBy(scheduler: fc.Scheduler): Choose {
  const known = new Set<Waiting>();
  let chosen: Waiting | null = null;
  return async (waiting) => {
    for (const call of waiting) {
      if (known.has(call)) continue;
      known.add(call);
      void scheduler.schedule(Promise.resolve(), `API ${call.api}: ${call.label}`).then(() => (chosen = call));
    }
    await scheduler.waitOne();
    return chosen!;
  };
}

interface Choice {
  taken: number;
  options: number;
  /** Whether taking another than the first interrupts a request that could have gone on. */
  interrupts: boolean;
}

const interruptions = (choices: readonly Choice[]) =>
  choices.filter(({ taken, interrupts }) => interrupts && taken > 0).length;

/** The next order to try: the last choice that can be made otherwise is. Null: all have been tried. */
function nextPrefix(choices: readonly Choice[], most: number): number[] | null {
  for (let last = choices.length - 1; last >= 0; last -= 1) {
    const { taken, ...choice } = choices[last]!;
    const tried = [...choices.slice(0, last), { ...choice, taken: taken + 1 }];
    if (taken + 1 < choice.options && interruptions(tried) <= most) return tried.map((it) => it.taken);
  }
  return null;
}

/**
 * Runs a race again and again, in every order in which requests interrupt each other at most so often: nearly all
 * that goes wrong between requests takes one interruption or two.
 */
export async function inEveryOrder(most: number, race: (choose: Choose) => Promise<void>): Promise<number> {
  let orders = 0;
  for (let prefix: number[] | null = []; prefix; orders += 1) {
    const choices: Choice[] = [];
    const wanted: number[] = prefix;
    let last = -1;
    await race((waiting) => {
      const sorted = [...waiting].sort((a, b) => Number(b.api === last) - Number(a.api === last) || a.api - b.api);
      const taken = Math.min(wanted[choices.length] ?? 0, sorted.length - 1);
      choices.push({ taken, options: sorted.length, interrupts: sorted[0]!.api === last });
      last = sorted[taken]!.api;
      return sorted[taken]!;
    });
    prefix = nextPrefix(choices, most);
  }
  return orders;
}
