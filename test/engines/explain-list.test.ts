/** The list of exports is served by indexes, whatever it is narrowed by. */
import { randomBytes } from 'node:crypto';
import { type Db, type Document, MongoClient } from 'mongodb';
import { listQuery } from '../../src/contract/exports';
import { createExportStore } from '../../src/stores/exports';
import type { Follows } from '../../src/stores/outbox';

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
      created_by: `key-${index % 5}`,
      created_by_user: index % 2 ? 'ada' : null,
      created_at: new Date(Date.UTC(2026, 2, 9) + index * 60_000),
      format: 'jsonl',
    }));
  await createExportStore(db, never, {} as Follows).ensureIndexes();
  await db.collection('exports').insertMany(['acme', 'other', 'third'].flatMap(exportsOf) as never[]);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

/** The stages of a plan, from the last to the first. */
const stagesOf = (stage: Document): Document[] => [
  stage,
  ...(stage.inputStage ? stagesOf(stage.inputStage as Document) : []),
];

/**
 * The filter and the order that the store asks for, of which the count of all that match has the first. MongoDB sees
 * through the `$and` around tenant and filter, the stand-in does not: here they are put side by side.
 */
async function asked(query: object) {
  const sent: Document[] = [];
  const collect = ({ command }: { command: Document }) => sent.push(command);
  client.on('commandStarted', collect);
  const store = createExportStore(db, never, {} as Follows);
  await store.list({ organisationId: 'acme', workspaceId: null }, listQuery.parse(query));
  client.off('commandStarted', collect);
  const { filter, sort } = sent.find(({ find }) => find === 'exports')! as {
    filter: { $and: Document[] };
    sort: Map<string, 1 | -1>;
  };
  const count = sent.find(({ aggregate }) => aggregate === 'exports')!;
  expect((count.pipeline as Document[])[0]).toEqual({ $match: filter });
  const [tenant, clause, ...others] = filter.$and;
  expect([tenant, others]).toEqual([{ organisation_id: 'acme' }, []]);
  return { filter: { ...tenant, ...clause }, sort };
}

/** The index that serves a query, and how many records it leads to; null: none, and all are looked at. */
async function servedBy(filter: Document, sort: Map<string, 1 | -1>) {
  const explain = { find: 'exports', filter, sort };
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
  const { filter, sort } = await asked(query);
  expect([...sort.keys()]).toEqual(Object.keys(inOrder));
  const key = Object.entries({ organisation_id: 1, ...equal, ...inOrder });
  expect(await servedBy(filter, sort)).toEqual({ key, examined: shown });
});

test('a search for a part of a name has no index for the name, and is bounded to the organisation by one', async () => {
  for (const [query, equal, bound] of [
    [{ search: 'pril' }, {}, PER_ORGANISATION],
    [{ search: 'pril', status: 'draft' }, { status: 1 }, thirds],
  ] as const) {
    const { filter, sort } = await asked(query);
    // The stand-in looks at every record where there is an `$or` beside; MongoDB bounds that by the rest of the query.
    const { $or: texts, ...rest } = filter;
    expect(texts).toEqual([{ description: expect.anything() as object }, { _id: { $regex: '^pril' } }]);
    const key = Object.entries({ organisation_id: 1, ...equal, ...inOrder });
    expect(await servedBy(rest, sort)).toEqual({ key, examined: bound });
  }
});
