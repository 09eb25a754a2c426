import { randomBytes } from 'node:crypto';
import { type Document, MongoClient } from 'mongodb';
import { keyOfLog } from '../../src/encode/log-key';
import { cutBatches } from '../../src/model/cut-batches';
import { columnsFor, projectionFor } from '../../src/model/fields';
import { optionalNames } from '../../src/stores/log-indexes';
import { createLogStore, selectLogs } from '../../src/stores/logs';
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

describe.each([
  ['one workspace', 'main'],
  ['all workspaces', null],
])('the queries of an export of %s', (_, workspaceId) => {
  const finds: Document[] = [];
  let plans: Plan[];

  beforeAll(async () => {
    const db = client.db(`explain_${randomBytes(6).toString('hex')}`);
    const collection = db.collection('logs');
    const logs = createLogStore(collection);
    await logs.ensureIndexes();
    const created = (index: number) => ({ created_at: new Date(FIRST + index * 1_000) });
    const ofOther = (index: number) => ({ _id: `other-${index}`, organisation_id: 'other', ...created(index) });
    await collection.insertMany([...logDocuments(LOGS, created), ...logDocuments(LOGS, ofOther)] as never[]);

    const collect = ({ command, commandName }: { command: Document; commandName: string }) => {
      if (commandName === 'find') finds.push(command);
    };
    client.on('commandStarted', collect);
    const start = new Date(FIRST).toISOString();
    const selection = selectLogs({ organisationId: 'acme', workspaceId }, { created_at: { gte: start } }, CUTOFF);
    const { batches } = await cutBatches(logs.keys(selection, LOGS + 1), keyOfLog, {
      skip: 0,
      limit: LOGS,
      rowsPerBatch: ROWS_PER_BATCH,
      maxBatches: 4_000,
    });
    for (const batch of batches) {
      const pages = logs.readBatch(selection, batch, { projection })[Symbol.asyncIterator]();
      while (!(await pages.next()).done) continue;
    }
    client.off('commandStarted', collect);

    plans = await Promise.all(
      finds.map(async (sent) => {
        const query = pick(sent, ['find', 'filter', 'sort', 'projection', 'limit']);
        return (await db.command({ explain: query, verbosity: 'executionStats' })) as Plan;
      }),
    );
    await dropTestDatabase(db);
  });

  test('are three for the plan, whether there are texts and each half of the dates, and one for each batch', () => {
    expect(finds).toHaveLength(3 + LOGS / ROWS_PER_BATCH);
  });

  test('walk an index and no collection', () => {
    for (const { queryPlanner } of plans) {
      const stages = stagesOf(queryPlanner.winningPlan);
      expect(stages).toContain('IXSCAN');
      expect(stages).not.toContain('COLLSCAN');
    }
  });

  test('examine no more logs than they return', () => {
    for (const { executionStats } of plans) {
      expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(executionStats.nReturned * 1.05);
    }
  });

  test('read each log once', () => {
    const ofBatches = plans.filter((_plan, index) => finds[index]!.limit === undefined);
    expect(ofBatches.reduce((sum, { executionStats }) => sum + executionStats.nReturned, 0)).toBe(LOGS);
  });
});

describe.each(optionalNames)('where there is an index for %s', (name) => {
  const finds: Document[] = [];
  const rare = LOGS / 100;
  let plans: Plan[];

  beforeAll(async () => {
    const db = client.db(`explain_${randomBytes(6).toString('hex')}`);
    const collection = db.collection('logs');
    const logs = createLogStore(collection);
    await logs.ensureIndexes();
    expect(await logs.optionalThere()).toEqual({ trace_id: false, ai_model: false, prompt_slug: false });
    await logs.ensureOptional([name]);
    expect(await logs.optionalThere()).toMatchObject({ [name]: true });
    const given = (index: number) => ({
      created_at: new Date(FIRST + index * 1_000),
      metrics: { workspace_slug: 'main', [name]: index % 100 ? `common-${index % 3}` : 'rare' },
    });
    await collection.insertMany(logDocuments(LOGS, given) as never[]);
    const collect = ({ command, commandName }: { command: Document; commandName: string }) => {
      if (commandName === 'find') finds.push(command);
    };
    client.on('commandStarted', collect);
    const filters = { created_at: { gte: new Date(FIRST).toISOString() }, [name]: 'rare' };
    const selection = selectLogs({ organisationId: 'acme', workspaceId: null }, filters, CUTOFF);
    const { batches } = await cutBatches(logs.keys(selection, LOGS + 1), keyOfLog, {
      ...{ skip: 0, limit: LOGS, rowsPerBatch: 6, maxBatches: 4_000 },
    });
    expect(batches.map(({ rows }) => rows)).toEqual([6, 6]);
    for (const batch of batches) for await (const page of logs.readBatch(selection, batch, { projection })) void page;
    client.off('commandStarted', collect);
    // The first find looks for texts among the times, by the time alone.
    plans = await Promise.all(
      finds.slice(1).map(async (sent) => {
        const query = pick(sent, ['find', 'filter', 'sort', 'projection', 'limit']);
        return (await db.command({ explain: query, verbosity: 'executionStats' })) as Plan;
      }),
    );
    await dropTestDatabase(db);
  });

  test('both the search for keys and the reading of batches go by it, and look at no other log', () => {
    expect(plans).toHaveLength(4);
    for (const { queryPlanner, executionStats } of plans) {
      const [, path] = Object.keys(indexOf(queryPlanner.winningPlan));
      expect(path).toBe(`metrics.${name}`);
      expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(rare);
      expect(executionStats.totalDocsExamined).toBe(executionStats.nReturned);
    }
  });
});
