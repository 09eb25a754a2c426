import { randomBytes } from 'node:crypto';
import { type CommandStartedEvent, type Db, type Document, MongoClient } from 'mongodb';
import { keyOfLog } from '../../src/encode/log-key';
import { cutBatches } from '../../src/model/cut-batches';
import { columnsFor, projectionFor } from '../../src/model/fields';
import { optionalNames } from '../../src/stores/log-indexes';
import { createLogStore, type LogSelection, selectLogs } from '../../src/stores/logs';
import { dropTestDatabase } from '../support/drop-database';
import { FIRST, logDocuments } from '../support/log-documents';

const LOGS = 1_200;
const ROWS_PER_BATCH = 100;
/** On a full second: one within it excludes a sliver of texts, which the wheel's planner can't do by the index. */
const CUTOFF = new Date(FIRST + LOGS * 1_000);

interface Plan extends Document {
  queryPlanner: { winningPlan: Document };
  executionStats: { nReturned: number; totalDocsExamined: number };
}

let client: MongoClient;
beforeAll(async () => {
  client = await new MongoClient(process.env.MONGO_DB_CONNECTION_URL!, { monitorCommands: true }).connect();
});
afterAll(() => client.close());

/** The stages of a plan, from the last to the first. */
function stagesOf({ stage, inputStage, inputStages }: Document): string[] {
  const inputs = (inputStages ?? (inputStage ? [inputStage] : [])) as Document[];
  return [String(stage), ...inputs.flatMap(stagesOf)];
}

/** The key of the index that a plan walks. */
const indexOf = ({ keyPattern, inputStage }: Document): Document =>
  (keyPattern ?? (inputStage ? indexOf(inputStage as Document) : {})) as Document;

/** The command without what belongs to its connection. */
const pick = (command: Document, names: string[]): Document =>
  Object.fromEntries(names.flatMap((name) => (name in command ? [[name, command[name]]] : [])));

const projection = projectionFor(columnsFor(['id', 'request']));

interface Find {
  sent: Document;
  plan: Plan;
}

/** The finds that cut what is selected into batches of so many rows and read them, with the plan of each. */
async function findsOf(db: Db, selection: LogSelection, rowsPerBatch: number): Promise<Find[]> {
  const logs = createLogStore(db.collection('logs'));
  const sent: Document[] = [];
  const collect = ({ command, commandName }: CommandStartedEvent) => {
    if (commandName === 'find') sent.push(command);
  };
  client.on('commandStarted', collect);
  const limits = { skip: 0, limit: LOGS, rowsPerBatch, maxBatches: 4_000 };
  const { batches } = await cutBatches(logs.keys(selection, LOGS + 1), keyOfLog, limits);
  for (const batch of batches) for await (const page of logs.readBatch(selection, batch, { projection })) void page;
  client.off('commandStarted', collect);
  return Promise.all(
    sent.map(async (find) => {
      const query = pick(find, ['find', 'filter', 'sort', 'projection', 'limit']);
      return { sent: find, plan: (await db.command({ explain: query, verbosity: 'executionStats' })) as Plan };
    }),
  );
}

const newDatabase = () => client.db(`explain_${randomBytes(6).toString('hex')}`);
const createdAt = (index: number) => ({ created_at: new Date(FIRST + index * 1_000) });
const sinceFirst = { created_at: { gte: new Date(FIRST).toISOString() } };

describe.each([
  ['one workspace', 'main'],
  ['all workspaces', null],
])('the queries of an export of %s', (_, workspaceId) => {
  let finds: Find[];

  beforeAll(async () => {
    const db = newDatabase();
    await createLogStore(db.collection('logs')).ensureIndexes();
    const ofOther = (index: number) => ({ _id: `other-${index}`, organisation_id: 'other', ...createdAt(index) });
    await db
      .collection('logs')
      .insertMany([...logDocuments(LOGS, createdAt), ...logDocuments(LOGS, ofOther)] as never[]);
    const selection = selectLogs({ organisationId: 'acme', workspaceId }, sinceFirst, CUTOFF);
    finds = await findsOf(db, selection, ROWS_PER_BATCH);
    await dropTestDatabase(db);
  });

  test('are three for the plan, whether there are texts and each half of the dates, and one for each batch', () => {
    expect(finds).toHaveLength(3 + LOGS / ROWS_PER_BATCH);
  });

  test('walk an index and no collection', () => {
    for (const { plan } of finds) {
      const stages = stagesOf(plan.queryPlanner.winningPlan);
      expect(stages).toContain('IXSCAN');
      expect(stages).not.toContain('COLLSCAN');
    }
  });

  test('examine no more logs than they return', () => {
    for (const { executionStats } of finds.map(({ plan }) => plan)) {
      expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(executionStats.nReturned * 1.05);
    }
  });

  test('read each log once', () => {
    const ofBatches = finds.filter(({ sent }) => sent.limit === undefined);
    expect(ofBatches.reduce((sum, { plan }) => sum + plan.executionStats.nReturned, 0)).toBe(LOGS);
  });
});

describe.each(optionalNames)('where there is an index for %s', (name) => {
  const rare = LOGS / 100;
  let finds: Find[];

  beforeAll(async () => {
    const db = newDatabase();
    const logs = createLogStore(db.collection('logs'));
    await logs.ensureIndexes();
    expect(await logs.optionalThere()).toEqual({ trace_id: false, ai_model: false, prompt_slug: false });
    await logs.ensureOptional([name]);
    expect(await logs.optionalThere()).toMatchObject({ [name]: true });
    const given = (index: number) => ({
      ...createdAt(index),
      metrics: { workspace_slug: 'main', [name]: index % 100 ? `common-${index % 3}` : 'rare' },
    });
    await db.collection('logs').insertMany(logDocuments(LOGS, given) as never[]);
    const filters = { ...sinceFirst, [name]: 'rare' };
    const selection = selectLogs({ organisationId: 'acme', workspaceId: null }, filters, CUTOFF);
    finds = await findsOf(db, selection, rare / 2);
    await dropTestDatabase(db);
  });

  test('both the search for keys and the reading of batches go by it, and look at no other log', () => {
    // The first find looks for texts among the times, by the time alone. Then come two for the keys and one for each batch.
    expect(finds.slice(1)).toHaveLength(4);
    for (const { plan } of finds.slice(1)) {
      const [, path] = Object.keys(indexOf(plan.queryPlanner.winningPlan));
      expect(path).toBe(`metrics.${name}`);
      expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(rare);
      expect(plan.executionStats.totalDocsExamined).toBe(plan.executionStats.nReturned);
    }
  });
});
