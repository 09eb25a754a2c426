import { BsonType, documentEnd, nameEnd, valueEnd, type Source } from './bson';
import { LikelyNames } from './likely-names';

const DOT = 0x2e;
const DEAD = 0;
const ROOT = 1;
const NO_SLOT = -1;

/**
 * The wanted dotted paths as one byte-by-byte automaton. An element's name leads from state to state; where it leads to
 * one that a dot leads on from, and its value is a document, that document's elements go on from there. So
 * `metrics.metadata.key` is found however its store split it: nested documents, literal dotted names, or some of each.
 */
export interface Paths {
  readonly count: number;
  /** `next[state * 256 + byte]` */
  readonly next: Uint16Array;
  /** `slot[state]`: the index of the path that ends in this state. */
  readonly slot: Int16Array;
  readonly likelyNames: LikelyNames;
}

export function compilePaths(paths: readonly string[]): Paths {
  const states = [new Map<number, number>(), new Map<number, number>()];
  const ends = new Map<number, number>();
  paths.forEach((path, index) => {
    let state = ROOT;
    for (const byte of Buffer.from(path)) {
      const known = states[state]!.get(byte);
      if (known === undefined) states[state]!.set(byte, states.push(new Map()) - 1);
      state = known ?? states.length - 1;
    }
    ends.set(state, index);
  });
  if (states.length > 0xffff) throw new RangeError('The paths are too long to compile.');

  const next = new Uint16Array(states.length * 256);
  states.forEach((edges, state) => edges.forEach((to, byte) => (next[state * 256 + byte] = to)));
  const slot = new Int16Array(states.length).fill(NO_SLOT);
  ends.forEach((index, state) => (slot[state] = index));
  return { count: paths.length, next, slot, likelyNames: new LikelyNames(textsOf(states)) };
}

/** What leads from the root to each state. A state comes after the one that leads to it. */
function textsOf(states: readonly ReadonlyMap<number, number>[]): Buffer[] {
  const texts = states.map(() => Buffer.alloc(0));
  states.forEach((edges, state) => {
    for (const [byte, to] of edges) texts[to] = Buffer.concat([texts[state]!, Buffer.of(byte)]);
  });
  return texts;
}

/** What a scan found for each path: the value's type (0: not in this document) and its offset. */
export interface Found {
  readonly types: Uint8Array;
  readonly offsets: Int32Array;
  missing: number;
}

export function createFound({ count }: Paths): Found {
  return { types: new Uint8Array(count), offsets: new Int32Array(count), missing: count };
}

/** Finds every path in one pass that stops when it has them all. Of a path stored twice, the first counts. */
export function findPaths(paths: Paths, source: Source, found: Found): void {
  found.types.fill(0);
  found.missing = paths.count;
  scan(paths, source, found, 0, source.bytes.length, ROOT);
}

function scan(paths: Paths, source: Source, found: Found, at: number, end: number, from: number): void {
  const { next, slot, likelyNames } = paths;
  const last = end - 1;
  let before = from;
  let p = at + 4;
  while (p < last && found.missing > 0) {
    const type = source.bytes[p]!;
    const nameAt = p + 1;
    let state = likelyNames.after(before, from);
    let valueAt = state === DEAD ? 0 : likelyNames.matchEnd(source, nameAt, last, from, state);
    if (valueAt === 0) {
      valueAt = nameEnd(source, nameAt, last);
      state = walk(paths, source, nameAt, valueAt - 1, from);
      if (state !== DEAD) likelyNames.learn(before, from, state);
    }

    p = valueEnd(source, type, valueAt, last);
    if (state === DEAD) continue;
    before = state;
    const index = slot[state]!;
    if (index !== NO_SLOT && found.types[index] === 0) {
      found.types[index] = type;
      found.offsets[index] = valueAt;
      found.missing -= 1;
    }
    const inside = next[(state << 8) | DOT]!;
    if (inside !== DEAD && type === BsonType.document) {
      scan(paths, source, found, valueAt, documentEnd(source, valueAt, last), inside);
    }
  }
}

/** The state that the bytes of a name lead to. */
function walk({ next }: Paths, { bytes }: Source, at: number, end: number, from: number): number {
  let state = from;
  for (let p = at; p < end && state !== DEAD; p += 1) state = next[(state << 8) | bytes[p]!]!;
  return state;
}
