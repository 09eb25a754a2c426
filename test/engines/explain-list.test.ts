/** The list of exports and the audit trail are served by indexes, whatever they are narrowed by. */
import { randomBytes } from 'node:crypto';
import { type Db, type Document, MongoClient, ObjectId } from 'mongodb';
import { auditQuery } from '../../src/contract/audit';
import { listQuery } from '../../src/contract/exports';
import { createAuditStore } from '../../src/stores/audit';
import { createExportStore } from '../../src/stores/exports';
import type { Follows } from '../../src/stores/outbox';
import { countAsFarAs } from '../../src/stores/page';
import { trigramsOf } from '../../src/stores/trigrams';
import { dropTestDatabase } from '../support/drop-database';

const PER_ORGANISATION = 60;
const never = () => {
  throw new Error('No export here lies anywhere.');
};

let client: MongoClient;
let db: Db;
beforeAll(async () => {
  client = await new MongoClient(process.env.MONGO_DB_CONNECTION_URL!, { monitorCommands: true }).connect();
  db = client.db(`explain_${randomBytes(6).toString('hex')}`);
  const exportsOf = (organisation_id: string) =>
    Array.from({ length: PER_ORGANISATION }, (_, index) => ({
      _id: `${organisation_id}-${index}`,
      organisation_id,
      workspace_id: index % 2 ? 'main' : 'side',
      status: index % 3 ? 'success' : 'draft',
      description: index % 4 ? 'March' : 'April',
      description_trigrams: trigramsOf(index % 4 ? 'March' : 'April'),
      created_by: `key-${index % 5}`,
      created_by_user: index % 2 ? 'ada' : null,
      created_at: new Date(Date.UTC(2026, 2, 9) + index * 60_000),
      format: 'jsonl',
    }));
  await createExportStore(db, never, {} as Follows).ensureIndexes();
  await db.collection('exports').insertMany(['acme', 'other', 'third'].flatMap(exportsOf) as never[]);
});
afterAll(async () => {
  await dropTestDatabase(db);
  await client.close();
});

/** The stages of a plan, from the last to the first. */
const stagesOf = (stage: Document): Document[] => [
  stage,
  ...(stage.inputStage ? stagesOf(stage.inputStage as Document) : []),
];

/**
 * The filter and the order that a store asks for, of which the count of all that match has the first. MongoDB sees
 * through the `$and` around tenant and filter, the stand-in does not: here they are put side by side.
 */
async function sentBy(collection: string, ask: () => Promise<unknown>) {
  const sent: Document[] = [];
  const collect = ({ command }: { command: Document }) => sent.push(command);
  client.on('commandStarted', collect);
  await ask();
  client.off('commandStarted', collect);
  const found = sent.find(({ find }) => find === collection)! as {
    filter: { $and: Document[] };
    sort: Map<string, 1 | -1>;
  };
  const { pipeline } = sent.find(({ aggregate }) => aggregate === collection)! as { pipeline: [{ $match: Document }] };
  const [tenant, clause, ...others] = found.filter.$and;
  expect([tenant, others]).toEqual([{ organisation_id: 'acme' }, []]);
  return { collection, ...found, filter: { ...tenant, ...clause }, asked: found.filter, counted: pipeline[0].$match };
}

const tenant = { organisationId: 'acme', workspaceId: null };

async function asked(query: object) {
  const store = createExportStore(db, never, {} as Follows);
  const sent = await sentBy('exports', () => store.list(tenant, listQuery.parse(query)));
  expect(sent.counted).toEqual(sent.asked);
  return sent;
}

interface Find {
  collection: string;
  filter: Document;
  sort: Map<string, 1 | -1>;
}

/** The index that serves a query, and how many records it leads to; null: none, and all are looked at. */
async function servedBy({ collection, filter, sort }: Find) {
  const explain = { find: collection, filter, sort };
  const plan = (await db.command({ explain, verbosity: 'executionStats' })) as {
    queryPlanner: { winningPlan: Document };
    executionStats: { totalDocsExamined: number };
  };
  const stage = stagesOf(plan.queryPlanner.winningPlan).find((found) => found.stage === 'IXSCAN');
  return stage
    ? { key: Object.entries(stage.keyPattern as object), examined: plan.executionStats.totalDocsExamined }
    : null;
}

const inOrder = { created_at: -1, _id: -1 };
const thirds = PER_ORGANISATION / 3;
test.each([
  ['nothing', {}, {}, PER_ORGANISATION],
  ['status', { status: 'draft' }, { status: 1 }, thirds],
  ['key', { created_by: 'key-1' }, { created_by: 1 }, PER_ORGANISATION / 5],
  ['person', { created_by_user: 'ada' }, { created_by_user: 1 }, PER_ORGANISATION / 2],
  ['workspace', { workspace_id: 'side' }, { workspace_id: 1 }, PER_ORGANISATION / 2],
  ['workspace, the oldest first', { workspace_id: 'side', order: 'oldest' }, { workspace_id: 1 }, PER_ORGANISATION / 2],
  ['creation', { created_min: '2026-03-09T00:10:00.500Z', created_max: '2026-03-09T00:19:59.500Z' }, {}, 9],
])('narrowed by %s it reads what it shows, by an index that holds its order', async (_name, query, equal, shown) => {
  const sent = await asked(query);
  expect([...sent.sort.keys()]).toEqual(Object.keys(inOrder));
  const key = Object.entries({ organisation_id: 1, ...equal, ...inOrder });
  expect(await servedBy(sent)).toEqual({ key, examined: shown });
});

test('a search for a part of the description reads what it shows, by an index that holds its order', async () => {
  const { filter, ...sent } = await asked({ search: 'PRIL' });
  // The stand-in takes no index where there is an expression beside, nor for more than one trigram.
  const {
    description,
    description_trigrams: trigrams,
    ...rest
  } = filter as { description: unknown; description_trigrams: { $all: string[] } };
  expect({ description, trigrams }).toEqual({
    description: { $regex: 'PRIL', $options: 'i' },
    trigrams: { $all: ['pri', 'ril'] },
  });
  const key = Object.entries({ organisation_id: 1, description_trigrams: 1, ...inOrder });
  for (const description_trigrams of trigrams.$all) {
    const served = await servedBy({ ...sent, filter: { ...rest, description_trigrams } });
    expect(served).toEqual({ key, examined: PER_ORGANISATION / 4 });
  }
});

test.each([
  ['2026-03-09', false],
  ['e2e tests', false],
  ['2026', true],
  ['0b54f5a1-9', true],
])('a search for %j may be for an id: %j', async (search, mayBeId) => {
  expect('$or' in (await asked({ search })).filter).toBe(mayBeId);
});

test('a search that is too short for that, or may be for an id, is bounded to the organisation', async () => {
  for (const [query, equal, bound] of [
    [{ search: 'ri' }, {}, PER_ORGANISATION],
    [{ search: 'ri', status: 'draft' }, { status: 1 }, thirds],
    [{ search: 'ac3' }, {}, PER_ORGANISATION],
  ] as const) {
    const { filter, ...sent } = await asked(query);
    // The stand-in takes no index where there is an expression or an `$or` beside.
    const { $or: _either, description: _text, ...rest } = filter;
    const key = Object.entries({ organisation_id: 1, ...equal, ...inOrder });
    expect(await servedBy({ ...sent, filter: rest })).toEqual({ key, examined: bound });
  }
});

test('a long list is counted so far, or as far as the page that is asked for', async () => {
  const many = db.collection<{ n: number }>('many');
  await many.insertMany(Array.from({ length: 1_020 }, (_, n) => ({ n })));
  for (const [page_size, current_page, total, isMinimum] of [
    [10, 99, 1_000, true],
    [10, 100, 1_010, true],
    [20, 50, 1_020, false],
  ] as const) {
    expect(await countAsFarAs(many, {}, { page_size, current_page })).toEqual({ total, isMinimum });
  }
});

describe('the audit trail', () => {
  const entries = PER_ORGANISATION * 5;
  const nth = (index: number) => ({
    at: new Date(Date.UTC(2026, 2, 9) + Math.floor(index / 2) * 1_000),
    action: index % 3 ? 'export.start' : 'export.create',
    workspace_id: index % 2 ? 'main' : 'side',
    key_id: `key-${index % 5}`,
    target_id: `export-${index % 6}`,
    result: index % 10 ? 'ok' : 'not_found',
  });
  const trail = () => createAuditStore(db);
  const page = (query: object, whose = tenant) => trail().list(whose, auditQuery.parse(query));

  beforeAll(async () => {
    await trail().ensureIndexes(0);
    const of = (organisation_id: string) =>
      Array.from({ length: entries }, (_, index) => ({ _id: new ObjectId(), organisation_id, ...nth(index) }));
    await db.collection('audit').insertMany(['acme', 'other'].flatMap(of));
  });

  const inOrderOfTime = { at: -1, _id: -1 };
  test.each([
    ['nothing', {}, {}, 1],
    ['what was done', { action: 'export.create' }, { action: 1 }, 3],
    ['who did it', { key_id: 'key-1' }, { key_id: 1 }, 5],
    ['what it was done to', { target_id: 'export-1' }, { target_id: 1 }, 6],
    ['how it ended', { result: 'not_found' }, { result: 1 }, 10],
  ])('narrowed by %s it reads by an index that holds its order, from where the page begins', async (...narrowed) => {
    const [, query, equal, share] = narrowed;
    const key = Object.entries({ organisation_id: 1, ...equal, ...inOrderOfTime });
    let after: string | undefined;
    for (let number = 0; number < 3; number += 1) {
      const asking = { ...query, page_size: 5, ...(after && { after }) };
      const sent = await sentBy('audit', async () => (after = (await page(asking)).next!));
      // The stand-in takes no index where there is a `$nor` beside, which leaves entries of one time out: without it,
      // and without the limit, a page leads to all that follow, and to those of the time where it begins.
      const { $nor: _sameTime, ...filter } = sent.filter;
      const served = (await servedBy({ ...sent, filter }))!;
      expect(served.key).toEqual(key);
      expect(served.examined).toBeLessThanOrEqual(entries / share - 5 * number + (number && 2));
    }
  });

  test('every entry is on one page, in order, where two are of one time', async () => {
    const seen: ObjectId[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const { records, next } = await page({ page_size: 7, ...(after && { after }) });
      seen.push(...records.map(({ _id }) => _id));
      after = next;
    }
    const all = await db.collection('audit').find({ organisation_id: 'acme' }).sort({ at: -1, _id: -1 }).toArray();
    expect(seen).toEqual(all.map(({ _id }) => _id));
  });

  test('MongoDB deletes what is older than the retention, which can be set, changed and taken back', async () => {
    const expiry = async () =>
      (await db.collection('audit').listIndexes().toArray()).filter(
        (index: Document) => index.expireAfterSeconds,
      ) as Document[];
    for (const [days, wanted] of [
      [30, [{ key: { at: 1 }, expireAfterSeconds: 30 * 86_400 }]],
      [90, [{ key: { at: 1 }, expireAfterSeconds: 90 * 86_400 }]],
      [90, [{ key: { at: 1 }, expireAfterSeconds: 90 * 86_400 }]],
      [0, []],
    ] as const) {
      await trail().ensureIndexes(days);
      expect(await expiry()).toEqual(wanted.map((index) => expect.objectContaining(index) as unknown));
    }
  });
});
