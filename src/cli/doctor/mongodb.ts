import { randomUUID } from 'node:crypto';
import { MongoClient, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import type { Config } from '../../config';
import { openDatabases } from '../../stores/databases';
import { createLogStore, MAX_WITHOUT_TIME } from '../../stores/logs';
import { openObjects } from '../../objects/open';
import type { Filters } from '../../model/filters';
import { type OptionalIndex, optionalNames } from '../../stores/log-indexes';
import { openStores } from '../../stores/open';
import { type Check, fail, type Finding, ok, runChecks, type Verdict, warn } from './checks';
import { clockVerdict } from './clock';

/** A slower round trip is worth a warning: each batch and each poll takes one or more. */
const SLOW_MS = 50;
const PINGS = 5;

/** Server codes of a failed login: AuthenticationFailed, AtlasError. */
const unknownUser = new Set([18, 8000]);

/** Without a login, MongoDB sends the code of a missing right; only the message differs. */
const hasNoLogin = (error: MongoServerError) => error.code === 13 && error.message.includes('requires authentication');

const remedyFor = (variable: string, right: string) => (error: unknown) => {
  if (error instanceof MongoServerError && unknownUser.has(Number(error.code))) {
    return `Check the user, the password and authSource in ${variable}.`;
  }
  if (error instanceof MongoServerError && hasNoLogin(error)) {
    return `Put a user and a password into ${variable}: it has none, and MongoDB wants them.`;
  }
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return `Check the host, the port and TLS in ${variable}, and that its network lets this machine in.`;
  }
  return `Give the user of ${variable} the right to ${right}.`;
};

/** So many of the last exports tell which filters are in use. */
const LOOKED_AT = 1_000;

/** Names the indexes that exports of late would have been quicker by. */
async function optionalVerdict(
  filters: readonly Filters[],
  look: () => Promise<Record<OptionalIndex, boolean>>,
): Promise<Verdict> {
  const used = optionalNames
    .map((name) => ({ name, uses: filters.filter((one) => one[name] !== undefined).length }))
    .filter(({ uses }) => uses > 0);
  const isThere = used.length > 0 ? await look() : null;
  const lacking = used.filter(({ name }) => !isThere![name]);
  if (lacking.length === 0) return ok('none is missing that the last exports would have used');
  const uses = lacking.map((one) => `${one.uses} by ${one.name}`).join(', ');
  return warn(
    `of the last ${filters.length} exports, some filter without an index: ${uses}`,
    `Where few logs match, make them: logs-export indexes ${lacking.map(({ name }) => name).join(' ')}`,
  );
}

/** Checks both databases: the logs and the service's own records. */
export async function examineMongodb(config: Config): Promise<Finding[]> {
  const databases = openDatabases(config);
  const stores = openStores(config, openObjects(config).locate);
  try {
    const { logs, own } = databases;
    const logsUrl = 'MONGO_DB_CONNECTION_URL' as const;
    const ownUrl = config.EXPORTS_DB_CONNECTION_URL ? 'EXPORTS_DB_CONNECTION_URL' : logsUrl;
    const connect = (name: string, variable: typeof ownUrl): Check => ({
      ...{ name, vital: true, run: () => reach(config[variable]!), remedy: remedyFor(variable, 'connect') },
    });
    const place = `${logs.dbName}.${logs.collectionName}`;
    const checks: Check[] = [
      connect('connect', logsUrl),
      {
        name: 'clock',
        remedy: remedyFor(logsUrl, 'run the command hello'),
        async run() {
          const askedAt = Date.now();
          const { localTime } = await logs.db.admin().command({ hello: 1 });
          return clockVerdict({ theirs: Number(localTime), askedAt, hadAt: Date.now(), roundedTo: 0 });
        },
      },
      {
        name: 'read logs',
        remedy: remedyFor(logsUrl, `read ${place} (the role read on ${logs.dbName})`),
        async run() {
          const found = await logs.findOne({}, { projection: { _id: 1 } });
          if (found) return ok(`${place} can be read`);
          return warn(
            `${place} is empty`,
            'Check MONGO_DATABASE and MONGO_COLLECTION_NAME, unless there are no logs yet.',
          );
        },
      },
      {
        name: 'log indexes',
        remedy: remedyFor(logsUrl, `list the indexes of ${place}`),
        async run() {
          const missing = await createLogStore(logs).missingIndexes();
          if (missing.length === 0) return ok('those that exports read by are there');
          const commands = missing.map((key) => `db.${logs.collectionName}.createIndex(${JSON.stringify(key)})`);
          const remedy = `Start a worker whose user may make indexes, or make them: ${commands.join('; ')}`;
          return fail(`${missing.length} missing: every export would read all logs`, remedy);
        },
      },
      {
        name: 'log times',
        remedy: (error) =>
          error instanceof MongoServerError && error.codeName === 'MaxTimeMSExpired'
            ? 'Run doctor again when MongoDB is less busy. Exports can still run.'
            : remedyFor(logsUrl, `read ${place} (the role read on ${logs.dbName})`)(error),
        async run() {
          const found = await createLogStore(logs).countWithoutTime(null);
          if (found === 0) return ok('every log has a time that can be read');
          const count = found < MAX_WITHOUT_TIME ? String(found) : `${found} or more`;
          return warn(
            `${count} logs have no readable time, and no export holds them`,
            'Give their created_at a date: docs/values.md says which times are read.',
          );
        },
      },
      ...(ownUrl === logsUrl ? [] : [connect('connect for records', ownUrl)]),
      {
        name: 'write records',
        remedy: remedyFor(ownUrl, `read and write ${own.databaseName} (the role readWrite)`),
        async run() {
          const probes = own.collection<{ _id: string }>('doctor');
          const _id = randomUUID();
          await probes.insertOne({ _id });
          await probes.findOne({ _id });
          await probes.deleteOne({ _id });
          return ok(`${own.databaseName} takes, gives and deletes records`);
        },
      },
      {
        name: 'record indexes',
        remedy: remedyFor(ownUrl, `make indexes in ${own.databaseName} (the role readWrite)`),
        async run() {
          await stores.prepareOwn();
          return ok('made where they were missing');
        },
      },
      {
        name: 'optional indexes',
        remedy: remedyFor(logsUrl, `list the indexes of ${place}`),
        run: async () =>
          optionalVerdict(await stores.exports.lastFilters(LOOKED_AT), () => stores.logs.optionalThere()),
      },
    ];
    return await runChecks('mongodb', checks);
  } finally {
    await Promise.all([databases.close(), stores.close()]);
  }
}

/** Uses its own connection: on a shared one, other commands hide the cause of a failure. */
async function reach(url: string): Promise<Verdict> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000 });
  try {
    await client.connect();
    return await measure(() => client.db('admin').command({ ping: 1 }));
  } finally {
    await client.close();
  }
}

async function measure(ping: () => Promise<unknown>): Promise<Verdict> {
  const times: number[] = [];
  for (let done = 0; done < PINGS; done += 1) {
    const askedAt = performance.now();
    await ping();
    times.push(performance.now() - askedAt);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(PINGS / 2)]!;
  const detail = `answers in ${median.toFixed(1)} ms`;
  return median < SLOW_MS ? ok(detail) : warn(detail, 'Run the service nearer to MongoDB: exports will be slow.');
}
