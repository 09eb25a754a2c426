import fc from 'fast-check';
import { BSON, type Collection, type Document } from 'mongodb';
import { ServiceError } from '../../src/model/errors';
import { exportBodies } from '../../src/contract/exports';
import { validate } from '../../src/api/validate';
import { lanes } from '../../src/model/log-key';
import { columnsFor, fields, projectionFor } from '../../src/model/fields';
import { type Filters, filterClauses } from '../../src/model/filters';
import { recordsOf } from '../../src/model/tenant';
import { createLogStore, selectLogs } from '../../src/stores/logs';

/** Every operator that a query of ours may hold; a client makes none. */
const operators = new Set([
  ...['$and', '$or', '$in', '$gte', '$gt', '$lte', '$lt', '$ne', '$not', '$type', '$expr'],
  ...['$literal', '$zip', '$getField', '$ifNull', '$cond', '$isArray', '$convert', '$regex'],
]);

/** Every field that a query of ours may name. */
const fieldNames = new Set([
  ...['_id', 'organisation_id', 'workspace_id', 'created_at', 'feedback.weighted'],
  ...['cost', 'total_units', 'req_units', 'res_units', 'ai_model', 'ai_org', 'virtual_key', 'config', 'trace_id'].map(
    (name) => `metrics.${name}`,
  ),
  ...['metrics.prompt_slug', 'metrics.workspace_slug', 'metrics.response_status_code', 'metrics.provider'],
  // The arguments of $zip and $getField.
  ...['inputs', 'field', 'input', 'to', 'onError', 'onNull'],
]);

/** In every text that the fuzzer makes up, so that it is known again wherever it comes out. */
const CANARY = 'cAnArY';

const runs = process.env.SECURITY_LONG ? 50_000 : 4_000;
const bodies = exportBodies(50_000);
const tenant = { organisationId: 'acme', workspaceId: 'main' };

const hostile = fc.constantFrom(
  ...['$ne', '$where', '$gt', '$regex', '$expr', '$function', '$$ROOT', '$metrics', 'organisation_id', '__proto__'],
  ...['constructor', 'prototype', 'toString', 'a.b', 'metrics.$', '', '\0', '\ud800', '\u202e', 'ｄ', "';return 1;//"],
);
const text = fc.tuple(hostile, fc.string({ unit: 'binary', maxLength: 12 })).map(([a, b]) => `${a}${CANARY}${b}`);
const instantBetween = (from: number, to: number) =>
  fc
    .date({ min: new Date(Date.UTC(from, 0)), max: new Date(Date.UTC(to, 0)), noInvalidDate: true })
    .map((date) => date.toISOString());
const oddTime = fc.oneof(
  fc.constantFrom('2026-02-30', '0000-01-01', '9999-12-31T23:59:59.999Z', '2026-03-09T24:00:00Z', '', '+010000-01-01'),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  text,
);
const past = fc.oneof({ weight: 9, arbitrary: instantBetween(1970, 2020) }, oddTime, fc.constant('2019-12-31'));
const future = fc.oneof({ weight: 9, arbitrary: instantBetween(2030, 2100) }, oddTime, fc.constant('2031-01-31'));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(-0, 1e308, Number.MIN_VALUE, 2 ** 53, NaN, Infinity),
);
const operator = fc.dictionary(hostile, fc.oneof(number, text), { maxKeys: 2 });
const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), operator, text, number, fc.constant(null));
const mostly = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: junk });

const list = fc.oneof(
  text,
  fc.array(text, { minLength: 1, maxLength: 4 }).map((values) => values.join(',')),
);
const pairs = fc.array(text, { minLength: 2, maxLength: 6 }).map((values) => values.join('__'));
const codes = fc.oneof(
  fc.integer({ min: -5, max: 1_200 }),
  fc.constantFrom('200', '200, 429', '200,,', '٢٠٠', '２００', ' 1'),
);
const metadata = fc.dictionary(fc.oneof(text, text, hostile), mostly(fc.oneof(text, number, fc.boolean())), {
  maxKeys: 5,
});
const bounds = fc.record(
  { gte: mostly(past), gt: mostly(past), lte: mostly(future), lt: mostly(future) },
  { requiredKeys: [] },
);

const amounts = ['cost', 'total_units', 'prompt_token', 'completion_token', 'weighted_feedback'];
const texts = ['ai_model', 'virtual_keys', 'configs', 'trace_id', 'prompt_slug', 'workspace_slug'];
const below = number.map((value) => -Math.abs(value));
const above = number.map((value) => Math.abs(value));
const filterArbitraries: Record<string, fc.Arbitrary<unknown>> = {
  ...Object.fromEntries(amounts.map((name) => [`${name}_min`, below])),
  ...Object.fromEntries(amounts.map((name) => [`${name}_max`, above])),
  ...Object.fromEntries(texts.map((name) => [name, list])),
  ...{ created_at: bounds, time_of_generation_min: past, time_of_generation_max: future },
  ...{ status_code: codes, ai_org_model: pairs, metadata },
  ...{ page_size: fc.integer({ min: 0, max: 60_000 }), offset: fc.integer({ min: -1, max: 2e9 }) },
};
/** A few filters at a time, so that most are accepted; now and then one that does not exist. */
const filters = fc
  .subarray(Object.keys(filterArbitraries), { minLength: 1, maxLength: 6 })
  .chain((chosen) =>
    fc.tuple(
      fc.record(Object.fromEntries(chosen.map((name) => [name, mostly(filterArbitraries[name]!)]))),
      fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, fc.tuple(fc.oneof(hostile, text), junk)),
    ),
  )
  .map(([given, unknown]) => (unknown ? Object.fromEntries([...Object.entries(given), unknown]) : given));
const names = fc.array(mostly(fc.constantFrom(...fields.map(({ name }) => name))), { minLength: 1, maxLength: 5 });
const id = fc.oneof(text, fc.string({ unit: 'binary' }));
const createdAt = fc.oneof(fc.date({ noInvalidDate: true }), text);
const key = fc.record({ createdAt, id: fc.oneof(text, number, operator) });
/** What a plan might hold of a store whose ids and times anyone wrote. */
const batch = fc
  .record({ after: fc.option(key), last: key, tiedAfter: fc.boolean(), tiedLast: fc.boolean() })
  .map((bounds) => ({ rows: 1, parts: null, bounds: Object.fromEntries(lanes.map((lane) => [lane, bounds])) }));

/** The log store over a collection that holds nothing and writes down what it is asked. */
function recordingStore() {
  const queries: Document[] = [];
  const asked =
    <T>(answer: T) =>
    (query: Document) => {
      queries.push(query);
      return answer;
    };
  const cursor: Document = { hasNext: () => Promise.resolve(false), close: () => Promise.resolve() };
  for (const step of ['sort', 'limit']) cursor[step] = () => cursor;
  const collection = {
    find: asked(cursor),
    findOne: asked(Promise.resolve(null)),
    countDocuments: asked(Promise.resolve(0)),
  };
  return { store: createLogStore(collection as unknown as Collection<Document>), queries };
}

/** What the schema makes of a body as it came by wire, or null where it refuses; anything else that is thrown is a bug. */
function accepted(body: unknown): { filters: Filters; requested_data: string[] } | null {
  const wired = JSON.parse(JSON.stringify(body)) as unknown;
  try {
    return validate(bodies.create, wired, 'body');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect([error.status, error.message]).toEqual([400, expect.stringMatching(/\S/)]);
    return null;
  }
}

const isValue = (value: unknown) => value instanceof Date || value instanceof BSON.ObjectId;

/** Keys everywhere in a query, but not inside `$literal`, which MongoDB takes as a value whatever it holds. */
function* keysIn(value: unknown): Generator<string> {
  if (isValue(value) || typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name;
    if (name !== '$literal') yield* keysIn(inner);
  }
}

/** Where an expression, unlike a compared value, would take a text with a `$` as the name of a field. */
function* expressionTexts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (isValue(value) || typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) if (name !== '$literal') yield* expressionTexts(inner);
}
function* expressionsIn(value: unknown): Generator<unknown> {
  if (isValue(value) || typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === '$expr') yield inner;
    else yield* expressionsIn(inner);
  }
}

/** Throws rather than asserts: there are millions of names to look at. */
function expectHarmless(query: Document) {
  if (query.organisation_id !== 'acme' || query['metrics.workspace_slug'] !== 'main') {
    throw new Error(`not the tenant's alone: ${JSON.stringify(query)}`);
  }
  for (const name of keysIn(query)) {
    if (name.startsWith('$') ? !operators.has(name) : !fieldNames.has(name)) throw new Error(`the query names ${name}`);
  }
  for (const expression of expressionsIn(query)) {
    for (const found of expressionTexts(expression)) {
      if (found.includes(CANARY)) throw new Error(`${found} would be taken as an expression`);
    }
  }
}

async function drain(logs: AsyncIterable<unknown>) {
  const iterator = logs[Symbol.asyncIterator]();
  while (!(await iterator.next()).done) throw new Error('there is no log');
}

let acceptedCount = 0;
afterAll(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  console.log(`${runs} bodies, ${acceptedCount} of them accepted`);
});

test('whatever filters are accepted, every query is the tenant’s, by operators and fields of ours alone', async () => {
  await fc.assert(
    fc.asyncProperty(filters, batch, id, async (given, planned, asked) => {
      const body = accepted({ filters: given, requested_data: ['id'] });
      if (!body) return;
      acceptedCount += 1;
      const { store, queries } = recordingStore();
      const selection = selectLogs(tenant, body.filters, new Date());
      await store.count(selection);
      await store.countInTime(selection, 10);
      await drain(store.keys(selection, 50_001));
      await drain(store.readBatch(selection, planned, { projection: { _id: 1 } }));
      await store.find(tenant, asked);
      expect(queries.length).toBeGreaterThanOrEqual(2 * lanes.length + 2);
      queries.forEach(expectHarmless);
    }),
    { numRuns: runs },
  );
  expect(acceptedCount).toBeGreaterThan(runs / 3);
});

test('a metadata filter compares its key and value as they were sent, whatever they look like', () => {
  fc.assert(
    fc.property(
      hostile.filter((name) => name !== '' && name !== '__proto__'),
      text,
      (name, value) => {
        const body = accepted({ filters: { metadata: { [name]: value } }, requested_data: ['id'] })!;
        const found: unknown[] = [];
        JSON.stringify(
          filterClauses(body.filters),
          (key, inner: unknown) => (key === '$literal' && found.push(inner), inner),
        );
        expect(found).toContainEqual([name, value]);
      },
    ),
    { numRuns: runs / 4 },
  );
});

test('whatever fields are accepted, only the catalogue’s are fetched', () => {
  const paths = new Set([...fields.flatMap(({ path, otherPath }) => [path, otherPath]), 'metrics']);
  fc.assert(
    fc.property(names, (requested_data) => {
      const body = accepted({ filters: {}, requested_data });
      if (!body) return;
      const projection = projectionFor(columnsFor(body.requested_data));
      for (const [path, wanted] of Object.entries(projection))
        expect([paths.has(path), [0, 1].includes(wanted)]).toEqual([true, true]);
    }),
    { numRuns: runs / 4 },
  );
});

test('whatever id is asked for, it is compared within the tenant', () => {
  fc.assert(
    fc.property(id, (asked) => {
      const query = recordsOf<{ _id: string; organisation_id: string; workspace_id: string | null }>(tenant, {
        _id: asked,
      });
      expect(query).toEqual({ $and: [{ organisation_id: 'acme', workspace_id: 'main' }, { _id: asked }] });
    }),
    { numRuns: runs / 4 },
  );
});

test('any JSON at all is accepted or refused in words, at every schema', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.record({ filters: junk, requested_data: junk, format: junk })),
      (body) => {
        accepted(body);
      },
    ),
    { numRuns: runs / 4 },
  );
});
