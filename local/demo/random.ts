/** Numbers that look random and are the same for the same seed, so that a log can be made again to compare with. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** From `lowest` to `highest`, both included. */
  whole(lowest: number, highest: number): number;
  pick<T>(choices: readonly T[]): T;
}

/** The splitmix32 generator: small, and well spread even for seeds that are next to each other. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
  const whole = (lowest: number, highest: number) => lowest + Math.floor(next() * (highest - lowest + 1));
  return { next, whole, pick: (choices) => choices[whole(0, choices.length - 1)]! };
}
