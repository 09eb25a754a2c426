import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import type { Document, Filter } from 'mongodb';
import { BSON, ObjectId } from 'mongodb';
import { type Batch, boundsClauses, rangeClauses } from '../../src/model/batches';
import { cutBatches, type CutPosition, startCutting } from '../../src/model/cut-batches';
import { isoTime } from '../../src/model/iso-time';
import { type Lane, lanes, type LogKey } from '../../src/model/log-key';
import type { TimeRange } from '../../src/model/time-range';
import { itemsOf, mergeLanes, oneAfterAnother } from '../../src/model/merge-lanes';

/** BSON's order of the types used here: strings before ObjectIds; within a type by value. */
function compareIds(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return typeof a === 'string' ? -1 : 1;
  return Math.sign(Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))));
}
function compareTimes(a: Date | string, b: Date | string): number {
  if (typeof a === 'string' && typeof b === 'string') return Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Math.sign(Number(a) - Number(b));
}
const compareKeys = (a: LogKey, b: LogKey) => compareTimes(a.createdAt, b.createdAt) || compareIds(a.id, b.id);

const holds: Record<string, (order: number) => boolean> = {
  $ne: (order) => order !== 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** What MongoDB would answer for the clauses that are made here, and for no others. */
function matches(key: LogKey, clause: Filter<Document>): boolean {
  return Object.entries(clause).every(([name, wanted]) => {
    if (name === '$or') return (wanted as Filter<Document>[]).some((alternative) => matches(key, alternative));
    if (name === '$expr' && '$and' in (wanted as object)) return isConverted(key, wanted as { $and: Document[] });
    if (name === '$expr') {
      const [operator, [path, { $literal }]] = Object.entries(wanted as object)[0] as [string, [string, Document]];
      if (path !== '$_id') throw new Error(`unknown path ${path}`);
      return holds[operator]!(compareIds(key.id, $literal));
    }
    if (name !== 'created_at') throw new Error(`unknown clause ${name}`);
    return Object.entries(wanted as Document).every(([operator, bound]) => {
      if (operator === '$type') return laneOf(key) === bound;
      if (operator === '$regex')
        return typeof key.createdAt === 'string' && new RegExp(bound as string).test(key.createdAt);
      if (operator === '$not') return !matches(key, { created_at: bound as Document });
      const sameType = typeof key.createdAt === typeof bound;
      return sameType && holds[operator]!(compareTimes(key.createdAt, bound as Date | string));
    });
  });
}

/** A range of times over the text as MongoDB converts it; what it can't convert is null, before all dates. */
const isConverted = ({ createdAt }: LogKey, { $and }: { $and: Document[] }) =>
  $and.every((comparison) => {
    const [operator, [, bound]] = Object.entries(comparison)[0] as [string, [unknown, Date]];
    const time = isoTime(createdAt as string);
    return holds[operator]!(time === undefined ? -1 : time - bound.getTime());
  });

const laneOf = (key: LogKey): Lane => (typeof key.createdAt === 'string' ? 'string' : 'date');

const PAGE = 3;
const asIs = (key: LogKey) => key;
/** The items as a cursor hands them over, an empty reply among them. */
async function* pagesOf<T>(items: readonly T[], size: number) {
  for (let start = 0; start < items.length; start += size) {
    yield await Promise.resolve(items.slice(start, start + size));
    if (start === 0) yield [];
  }
}
const mergeOf = (keys: readonly LogKey[], { page = PAGE, keyOf = asIs } = {}) =>
  mergeLanes(
    lanes.map((lane) => {
      const own = keys.filter((key) => laneOf(key) === lane).sort(compareKeys);
      return { lane, pages: pagesOf(own, page) };
    }),
    keyOf,
  );
async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
const inOrderOf = async (keys: readonly LogKey[]) => itemsOf(await collect(mergeOf(keys)));

const anyTime = { from: null, until: null };

/** What a batch reads from the store: each lane by its bounds, merged. */
const readBatch = (keys: readonly LogKey[], { bounds }: Batch, range: TimeRange = anyTime) =>
  inOrderOf(
    keys.filter((key) => {
      const lane = laneOf(key);
      const own = bounds[lane];
      return own !== undefined && boundsClauses(lane, range, own).every((clause) => matches(key, clause));
    }),
  );

const FIRST = Date.UTC(2026, 2, 9);
/** Two types of each half of the key, and in half of the cases few times, so that ties are the rule. */
const key = fc
  .record({
    at: fc.oneof(fc.nat(4), fc.nat(200)),
    asText: fc.boolean(),
    id: fc.nat(1_000_000),
    asObjectId: fc.boolean(),
  })
  .map(({ at, asText, id, asObjectId }): LogKey => {
    const date = new Date(FIRST + at);
    const hex = id.toString(16).padStart(24, '0');
    return { createdAt: asText ? date.toISOString() : date, id: asObjectId ? new ObjectId(hex) : `${id}é😀` };
  });
const store = fc.uniqueArray(key, { maxLength: 60, selector: ({ id }) => String(id) });
const slice = fc.record({
  skip: fc.nat(70),
  limit: fc.integer({ min: 1, max: 70 }),
  rowsPerBatch: fc.integer({ min: 1, max: 9 }),
  maxBatches: fc.constantFrom(2, 4, 10, 100),
});

test('every key of the slice is in exactly one batch, in order, whatever the ties', async () => {
  await fc.assert(
    fc.asyncProperty(store, slice, async (keys, { skip, limit, ...size }) => {
      const inOrder = await inOrderOf(keys);
      const cut = await cutBatches(mergeOf(keys), asIs, { skip, limit, ...size });
      const { batches, rowsPerBatch, seen, exhausted } = cut;
      const wanted = inOrder.slice(skip, skip + limit);

      const read = await Promise.all(batches.map((batch) => readBatch(keys, batch)));
      expect(read.flat()).toEqual(wanted);
      expect(read.map((rows) => rows.length)).toEqual(batches.map(({ rows }) => rows));
      expect(batches.slice(0, -1).every(({ rows }) => rows === rowsPerBatch)).toBe(true);
      expect(batches.every(({ rows, parts }) => rows > 0 && parts === null)).toBe(true);
      expect(batches.length).toBeLessThanOrEqual(size.maxBatches);
      expect(exhausted).toBe(keys.length <= skip + limit);
      expect(seen).toBe(Math.min(keys.length, skip + limit));
    }),
    { numRuns: 1_500 },
  );
});

test('cut in pieces, each from the recorded position of the one before, the batches are the same', async () => {
  await fc.assert(
    fc.asyncProperty(store, slice, fc.array(fc.nat(60), { maxLength: 4 }), async (keys, given, stops) => {
      const pages = await collect(mergeOf(keys, { page: 3 }));
      let cutting = startCutting(asIs, given);
      for (const [index, run] of pages.entries()) {
        if (stops.includes(index)) {
          const recorded = BSON.deserialize(BSON.serialize(cutting.position()));
          cutting = startCutting(asIs, given, recorded as CutPosition);
        }
        if (cutting.take([run])) break;
      }
      expect(cutting.end()).toEqual(await cutBatches(mergeOf(keys), asIs, given));
    }),
    { numRuns: 1_500 },
  );
});

/** As Java writes them: no fraction on a full second, so that its `:00Z` sorts after all within that second. */
const keyWithoutZeros = fc
  .record({
    at: fc.oneof(fc.constantFrom(0, 1_000, 2_000), fc.nat(3_000)),
    asText: fc.boolean(),
    id: fc.nat(1_000_000),
  })
  .map(({ at, asText, id }): LogKey => {
    const date = new Date(FIRST + at);
    return { createdAt: asText ? date.toISOString().replace('.000Z', 'Z') : date, id: `${id}` };
  });
const storeWithoutZeros = fc.uniqueArray(keyWithoutZeros, { maxLength: 60, selector: ({ id }) => String(id) });
const bound = fc.option(fc.nat(3_000).map((ms) => new Date(FIRST + ms)));

test('where full seconds are written without a fraction, each log of the range is in one batch all the same', async () => {
  await fc.assert(
    fc.asyncProperty(storeWithoutZeros, bound, bound, slice, async (keys, from, until, given) => {
      const range = { from, until };
      const inRange = keys.filter((one) => rangeClauses(laneOf(one), range).every((clause) => matches(one, clause)));
      const { batches } = await cutBatches(mergeOf(inRange), asIs, { ...given, skip: 0, limit: 100 });
      const read = await Promise.all(batches.map((batch) => readBatch(keys, batch, range)));
      expect(read.map((rows) => rows.length)).toEqual(batches.map(({ rows }) => rows));
      const idsOf = (rows: LogKey[]) => rows.map(({ id }) => id).sort();
      expect(idsOf(read.flat())).toEqual(idsOf(inRange));
      for (const { createdAt } of inRange) {
        const time = new Date(createdAt).getTime();
        expect((!from || time >= from.getTime()) && (!until || time < until.getTime())).toBe(true);
      }
    }),
    { numRuns: 1_500 },
  );
});

const sameTime = (a: LogKey, b: LogKey) => new Date(a.createdAt).getTime() === new Date(b.createdAt).getTime();

/** The batches of a slice by their definition, none joined. */
function plainBatches(
  inOrder: readonly LogKey[],
  { skip, limit, rowsPerBatch }: { skip: number; limit: number; rowsPerBatch: number },
): Batch[] {
  const batches: Batch[] = [];
  const end = Math.min(inOrder.length, skip + limit);
  for (let start = skip; start < end; start += rowsPerBatch) {
    const rows = inOrder.slice(start, Math.min(start + rowsPerBatch, end));
    const next = inOrder[start + rows.length];
    const bounds: Batch['bounds'] = {};
    for (const lane of lanes) {
      const own = rows.filter((one) => laneOf(one) === lane);
      const [first, last] = [own[0], own.at(-1)];
      if (!first || !last) continue;
      const after = inOrder.slice(0, start).findLast((one) => laneOf(one) === lane) ?? null;
      const [tiedAfter, tiedLast] = [after !== null && sameTime(after, first), !!next && sameTime(last, next)];
      bounds[lane] = { after, last, tiedAfter, tiedLast };
    }
    batches.push({ rows: rows.length, bounds, parts: null });
  }
  return batches;
}

test('the edges and their ties are those of the keys beside them', async () => {
  await fc.assert(
    fc.asyncProperty(store, slice, fc.integer({ min: 1, max: 70 }), async (keys, given, page) => {
      const { batches } = await cutBatches(mergeOf(keys, { page }), asIs, { ...given, maxBatches: 100 });
      expect(batches).toEqual(plainBatches(await inOrderOf(keys), given));
    }),
    { numRuns: 500 },
  );
});

test('the same batches are cut of whatever pages, joined ones too', async () => {
  await fc.assert(
    fc.asyncProperty(store, slice, fc.integer({ min: 1, max: 70 }), async (keys, given, page) => {
      const cut = await cutBatches(mergeOf(keys, { page }), asIs, given);
      expect(cut).toEqual(await cutBatches(mergeOf(keys, { page: 1 }), asIs, given));
    }),
    { numRuns: 500 },
  );
});

test.each(lanes)('where all logs are of the lane %s, only the keys at the edges are worked out', async (lane) => {
  const keys = Array.from({ length: 3_000 }, (_, index): LogKey => {
    const date = new Date(FIRST + index);
    return { createdAt: lane === 'date' ? date : date.toISOString(), id: `${index}` };
  });
  let workedOut = 0;
  const keyOf = (one: LogKey) => ((workedOut += 1), one);
  const given = { skip: 200, limit: 2_500, rowsPerBatch: 500, maxBatches: 100 };
  const { batches } = await cutBatches(mergeOf(keys, { keyOf }), keyOf, given);
  expect(batches).toHaveLength(5);
  expect(workedOut).toBeLessThanOrEqual(5 * 4);
});

test('the merged order is by time, and within a lane the store’s own', async () => {
  await fc.assert(
    fc.asyncProperty(store, async (keys) => {
      const runs = await collect(mergeOf(keys));
      expect(runs.every(({ lane, items }) => items.every((one) => laneOf(one) === lane))).toBe(true);
      const merged = itemsOf(runs);
      const times = merged.map(({ createdAt }) => new Date(createdAt).getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
      for (const lane of lanes) {
        const own = merged.filter((one) => laneOf(one) === lane);
        expect(own).toEqual([...own].sort(compareKeys));
      }
      expect(merged).toHaveLength(keys.length);
    }),
  );
});

test('logs added later or deleted after the plan move no edge', async () => {
  await fc.assert(
    fc.asyncProperty(store, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), async (keys, kept) => {
      const given = { skip: 0, limit: 100, rowsPerBatch: 4, maxBatches: 8 };
      const { batches } = await cutBatches(mergeOf(keys), asIs, given);
      const left = keys.filter((_, index) => kept[index]);
      const later: LogKey = { createdAt: new Date(FIRST + 999), id: 'later' };
      const read = await Promise.all(batches.map((batch) => readBatch([...left, later], batch)));
      expect(read.flat()).toEqual(await inOrderOf(left));
    }),
  );
});

const at = (ms: number) => new Date(FIRST + ms);
const allOf = (lane: Lane) =>
  [-1, 0, 1, 999, 1_000, 1_001].map((ms) => (lane === 'date' ? at(ms) : at(ms).toISOString()));
test.each([
  [{ from: null, until: null }, [-1, 0, 1, 999, 1_000, 1_001]],
  [{ from: at(0), until: null }, [0, 1, 999, 1_000, 1_001]],
  [{ from: at(1), until: at(1_000) }, [1, 999]],
  [{ from: null, until: at(1_001) }, [-1, 0, 1, 999, 1_000]],
  [{ from: at(1_000), until: at(1_000) }, []],
] as const)('the range %j takes the same times in both lanes', (range, taken) => {
  for (const lane of lanes) {
    const clauses = rangeClauses(lane, range);
    const isIn = (createdAt: Date | string) => clauses.every((clause) => matches({ createdAt, id: 'x' }, clause));
    const matching = allOf(lane).filter(isIn);
    expect(matching.map((time) => new Date(time).getTime() - FIRST)).toEqual([...taken]);
    const other = lane === 'date' ? 'string' : 'date';
    expect(allOf(other).some(isIn)).toBe(false);
  }
});

test.each(['2026-03-09T00:00:00Z', '2026-03-09T00:00:00+00:00', '2026-03-09T00:00:00', '2026-03-09T00:00:00.000Z'])(
  'the whole second %s is where it belongs, whatever its spelling',
  (createdAt) => {
    const within = (from: number, until: number) =>
      rangeClauses('string', { from: at(from), until: at(until) }).every((clause) =>
        matches({ createdAt, id: 'x' }, clause),
      );
    const ranges = [
      [0, 1],
      [0, 500],
      [0, 1_000],
      [-1, 1],
      [1, 500],
      [1, 1_000],
      [-500, 0],
      [-1_000, -1],
    ] as const;
    expect(ranges.filter(([from, until]) => within(from, until))).toEqual(ranges.slice(0, 4));
  },
);

test('a source that fails ends the merge with its error, and the others are closed', async () => {
  let closed = false;
  async function* healthy() {
    try {
      for (;;) yield await Promise.resolve([1]);
    } finally {
      closed = true;
    }
  }
  async function* failing() {
    yield await Promise.resolve([0]);
    throw new Error('the cursor broke');
  }
  const sources = [
    { lane: 'date', pages: healthy() },
    { lane: 'string', pages: failing() },
  ] as const;
  const merged = mergeLanes<number>(sources, (n) => ({ createdAt: new Date(n), id: n }));
  await expect(collect(merged)).rejects.toThrow('the cursor broke');
  expect(closed).toBe(true);
});

/** Answers its first page after so many milliseconds. */
const sourceFrom = (begun: number[], from: number, answers: number) =>
  async function* () {
    begun.push(from);
    await setTimeout(answers);
    yield [from, from + 1];
    yield [from + 2];
  };

test('sources one after the other: where the first page is late, all are asked, in whichever order they answer', async () => {
  const begun: number[] = [];
  const pages = oneAfterAnother([sourceFrom(begun, 1, 500), sourceFrom(begun, 4, 0), sourceFrom(begun, 7, 100)]);
  const first = await pages.next();
  expect(begun).toEqual([1, 4, 7]);
  expect([first.value, ...(await collect(pages))].flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('where the first page comes soon, each source is asked in its turn', async () => {
  const begun: number[] = [];
  const soon = async function* () {
    yield await Promise.resolve([0]);
    await setTimeout(200);
    expect(begun).toEqual([]);
    yield [1];
  };
  const pages = oneAfterAnother([soon, sourceFrom(begun, 4, 100), sourceFrom(begun, 7, 0)]);
  expect((await collect(pages)).flat()).toEqual([0, 1, 4, 5, 6, 7, 8, 9]);
  expect(begun).toEqual([4, 7]);
});

test('where the first source was enough, one that still searches is given up', async () => {
  const enough = async function* () {
    await setTimeout(100);
    yield [1];
  };
  const searching = (signal: AbortSignal) =>
    (async function* () {
      await setTimeout(60_000, undefined, { signal });
      yield [2];
    })();
  const pages = oneAfterAnother([enough, searching]);
  await pages.next();
  expect(await pages.return(undefined)).toEqual({ done: true, value: undefined });
});

test('a later source that fails ends the pages with its error, once it is its turn', async () => {
  const first = async function* () {
    yield await Promise.resolve([1]);
  };
  // eslint-disable-next-line require-yield
  const failing = async function* (): AsyncGenerator<number[]> {
    await Promise.resolve();
    throw new Error('the cursor broke');
  };
  const pages = oneAfterAnother([first, failing]);
  expect((await pages.next()).value).toEqual([1]);
  await expect(pages.next()).rejects.toThrow('the cursor broke');
});
