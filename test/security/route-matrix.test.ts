import { createHash, randomUUID } from 'node:crypto';
import { BSON } from 'mongodb';
import { apiRoutes } from '../../src/api/app';
import type { ApiDeps } from '../../src/api/deps';
import { scopes } from '../../src/contract/scopes';
import { loadConfig } from '../../src/config';
import type { TemplateRecord } from '../../src/stores/templates';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { startGcsProxy, type GcsProxy } from '../support/gcs-proxy';
import { openAllStores } from '../support/open-stores';
import { startStack, type Stack } from '../support/stack';
import { type MongoTap, type SeenCommand, startMongoTap } from './support/mongo-tap';
import { keyMaker, people } from './support/people';
import { type RouteEntry, routeEntries, someSchedule, someTemplate, someWebhook } from './support/route-entries';

/** The table is walked before any engine is there: no handler is called here. */
const config = loadConfig({ MONGO_DB_CONNECTION_URL: 'mongodb://none', MONGO_DATABASE: 'none', GCS_BUCKET: 'none' });
const routes = apiRoutes({ config } as ApiDeps);

const REFUSED = ['no key', 'a wrong key', 'a revoked key', 'an expired key'];
const STRANGERS = ['another workspace', 'another organisation'];
/** A key of one person, in the owner's workspace: whose exports it does not see. Logs are everyone's there. */
const COLLEAGUE = 'a colleague';
const ENTITLED = ['an org admin', 'the owner'];

/** Ids that no one made: operators, paths, other spellings, look-alikes. */
const malformed = (own: string) => [
  '%24ne',
  encodeURIComponent('{"$ne":null}'),
  '%00',
  '..%2F..%2Fv1%2Faudit',
  own.toUpperCase() === own ? own.toLowerCase() : own.toUpperCase(),
  encodeURIComponent(own.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))),
  `${own}%20`,
  encodeURIComponent('\u202e'),
  'x'.repeat(4_000),
];

let gcs: GcsProxy;
let tap: MongoTap;
let stack: Stack;
let keyOf: Record<string, string | null>;
let counted = 0;

beforeAll(async () => {
  [gcs, tap] = await Promise.all([startGcsProxy(), startMongoTap()]);
  const variables = {
    MONGO_DB_CONNECTION_URL: tap.url,
    GCS_API_ENDPOINT: gcs.endpoint,
    WEBHOOKS_PER_ORGANISATION: '1000',
    EXPORT_TEMPLATES_PER_ORGANISATION: '1000',
  };
  stack = await startStack({ worker: false, variables });
  keyOf = await people(stack);
});
afterAll(async () => {
  for await (const { workflowId } of stack.temporal.workflow.list({
    query: `TaskQueue = '${stack.config.TEMPORAL_TASK_QUEUE}' AND ExecutionStatus = 'Running'`,
  })) {
    await stack.temporal.workflow.getHandle(workflowId).terminate();
  }
  await stack.stop();
  await Promise.all([gcs.stop(), tap.stop()]);
  console.log(`${routes.length} routes, ${counted} requests`);
});

async function ask(method: string, path: string, key: string | null, body?: object) {
  counted += 1;
  const response = await fetch(`${stack.url}/v1${path}`, {
    method: method.toUpperCase(),
    headers: { ...(key && { 'x-portkey-api-key': key }), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as { request_id?: string } };
}

/** The webhook of each delivery that was made here. */
const webhookOf = new Map<string, string>();

/** One client an organisation: each has a key, and the requests of every key are counted for as long as the suite runs. */
const clients = new Map<string, Promise<ApiClient>>();
function clientOf(organisation: string): Promise<ApiClient> {
  const client = clients.get(organisation) ?? stack.client({ organisation });
  clients.set(organisation, client);
  return client;
}

async function webhookIn(organisation: string): Promise<string> {
  const client = await clientOf(organisation);
  return (await client.send<{ id: string }>('POST', '/v1/webhooks', someWebhook)).body.id;
}

async function deliveryIn(organisation: string): Promise<string> {
  const webhook = await webhookIn(organisation);
  const sent = await (await clientOf(organisation)).send<{ id: string }>('POST', `/v1/webhooks/${webhook}/test`);
  webhookOf.set(sent.body.id, webhook);
  return sent.body.id;
}

/** A thing of acme/main, or of a third organisation, that the route's id can name. */
async function thingOf(of: NonNullable<RouteEntry['of']>, organisation: string): Promise<string> {
  if (of === 'webhook') return webhookIn(organisation);
  if (of === 'delivery') return deliveryIn(organisation);
  if (of === 'key') return (await keyMaker(stack).make({ organisation })).id;
  const client = await clientOf(organisation);
  if (of === 'schedule') return (await client.send<{ id: string }>('POST', '/v1/logs/schedules', someSchedule)).body.id;
  if (of === 'template') {
    return (await client.send<{ id: string }>('POST', '/v1/logs/export-templates', someTemplate)).body.id;
  }
  if (of === 'export') return client.create({ filters: {}, requested_data: ['id'] });
  return (await client.insert({ request: { body: { organisation } }, response: {} })).body.data[0]!.id;
}

/** All that is stored, but for the audit trail, the counters of requests, and when a key was last used. */
async function stored(): Promise<string> {
  const db = stack.mongo.db(stack.config.MONGO_DATABASE);
  const digest = createHash('sha256');
  const ours = [
    'exports',
    'api_keys',
    'export_settings',
    'schedules',
    'export_templates',
    'webhooks',
    'webhook_deliveries',
  ];
  for (const name of [stack.config.MONGO_COLLECTION_NAME, ...ours]) {
    const documents = await db
      .collection(name)
      .find({}, { projection: { last_used_at: 0 } })
      .sort({ _id: 1 })
      .toArray();
    digest.update(BSON.EJSON.stringify(documents));
  }
  digest.update(JSON.stringify(await openTestBucket(stack.config).names()));
  return digest.digest('hex');
}

/** The ids of all that this person must not see. */
async function hiddenFrom(who: string): Promise<string[]> {
  const workspaces: Record<string, string> = { 'another workspace': 'side', 'the owner': 'main' };
  const organisation = who === 'another organisation' ? 'rival' : 'acme';
  const workspace = who === 'another organisation' ? 'main' : workspaces[who];
  const ofWorkspace = { organisation_id: organisation, ...(workspace && { workspace_id: workspace }) };
  const own = who === COLLEAGUE ? { created_by_user: 'eve' } : ofWorkspace;
  const db = stack.mongo.db(stack.config.MONGO_DATABASE);
  const found = await Promise.all(
    ['exports', 'schedules', 'export_templates', 'api_keys', 'webhooks', 'audit'].map((name) =>
      db
        .collection(name)
        .find({ $nor: [own] })
        .toArray(),
    ),
  );
  return found.flat().map(({ _id }) => String(_id));
}

/** Tries to make a template in the place of another, as two requests do that come at once. */
async function createInTakenPlace(): Promise<void> {
  const templates = stack.mongo.db(stack.config.MONGO_DATABASE).collection<TemplateRecord>('export_templates');
  const record = await templates.findOne({ organisation_id: 'acme' });
  const stores = openAllStores(stack.config);
  expect(await stores.templates.insert({ ...record!, _id: randomUUID() })).toBe('taken');
  await stores.close();
}

const touches = (collection: string) => (command: SeenCommand) => command.collection === collection;
const withoutRequestId = ({ status, body }: Awaited<ReturnType<typeof ask>>) => {
  const { request_id, ...rest } = body;
  expect(request_id).toEqual(expect.any(String));
  return { status, ...rest };
};

/** Asks, and checks at the engines that nothing was found, nothing written and nothing asked of the bucket. */
async function askInVain(method: string, path: string, key: string | null, body?: object) {
  tap.take();
  const uploads = gcs.requests.length;
  const answer = await ask(method, path, key, body);
  const commands = tap.take();
  const ofTenants = ['exports', 'logs', 'schedules', 'export_templates', 'webhooks', 'webhook_deliveries'];
  for (const command of commands.filter(({ collection }) => ofTenants.includes(collection))) {
    expect(['find', 'findAndModify', 'aggregate', 'update', 'delete']).toContain(command.name);
    expect(command.found).toBe(0);
  }
  expect(commands.filter(({ name }) => name === 'insert').every(touches('audit'))).toBe(true);
  expect(gcs.requests.length).toBe(uploads);
  const asked = commands.filter((command) => !['audit', 'api_keys', 'request_rates'].includes(command.collection));
  return { ...answer, asked };
}

test('every route has an entry in the matrix', () => {
  expect(routes.map(({ id }) => id).sort()).toEqual(Object.keys(routeEntries).sort());
});

describe.each(routes.map((route) => [route.id, route] as const))('%s', (id, route) => {
  const { method, scope } = route;
  const entry = routeEntries[id]!;
  const path = (target = '') =>
    entry.of === 'delivery'
      ? route.path.replace('{id}', webhookOf.get(target) ?? webhookOf.get(ours)!).replace('{delivery}', target)
      : route.path.replace('{id}', target);
  const body = () => entry.body?.();
  let ours = '';
  let theirs = '';
  let scopeless = '';
  let before = '';

  beforeAll(async () => {
    if (entry.of) [ours, theirs] = await Promise.all([thingOf(entry.of, 'acme'), thingOf(entry.of, 'third')]);
    scopeless = (await keyMaker(stack).make({ scopes: scopes.filter((other) => other !== scope) })).key;
    before = await stored();
  });

  const strangers = [...STRANGERS, ...(scope !== 'admin' && entry.of !== 'log' ? [COLLEAGUE] : [])];
  const targets = () => (entry.of ? [ours, theirs, randomUUID(), ...malformed(ours)] : ['']);

  test.each(REFUSED)('%s: 401, whatever is named', async (who) => {
    for (const target of targets()) {
      const answer = await askInVain(method, path(target), keyOf[who]!, body());
      expect([answer.status, answer.asked]).toEqual([401, []]);
    }
  });

  test('a key without the scope: 403 that names it, whatever is named', async () => {
    const answers = [];
    for (const target of targets()) {
      const answer = await askInVain(method, path(target), scopeless, body());
      expect([answer.status, answer.asked]).toEqual([403, []]);
      expect(answer.text).toContain(scope);
      answers.push(JSON.stringify(withoutRequestId(answer)));
    }
    expect(new Set(answers).size).toBe(1);
  });

  if (entry.of) {
    test.each([...strangers, ...ENTITLED])("%s: another's id is as one that no one made", async (who) => {
      const others = ENTITLED.includes(who) ? [theirs] : [ours, theirs];
      const madeUp = await askInVain(method, path(randomUUID()), keyOf[who]!, body());
      expect(madeUp.status).toBe(404);
      for (const target of [...others, ...malformed(ours)]) {
        const answer = await askInVain(method, path(target), keyOf[who]!, body());
        expect(withoutRequestId(answer)).toEqual(withoutRequestId(madeUp));
        expect(answer.asked.map(({ name, collection }) => `${name} ${collection}`)).toEqual(
          madeUp.asked.map(({ name, collection }) => `${name} ${collection}`),
        );
      }
    });
  }

  test('none of this changed anything', async () => {
    expect(await stored()).toBe(before);
  });

  if (entry.of) {
    test.each(ENTITLED)('%s: may', async (who) => {
      const target = await thingOf(entry.of!, 'acme');
      expect((await ask(method, path(target), keyOf[who]!, body())).status).toBe(entry.own);
    });
  } else {
    test.each([...strangers, ...ENTITLED])('%s: sees no one else', async (who) => {
      const answer = await ask(method, path(), keyOf[who]!, body());
      expect(answer.status).toBe(entry.own);
      const shown = ((answer.body as { data?: { id?: string }[] }).data ?? []).map((item) => item.id!);
      const hidden = await hiddenFrom(who);
      expect(hidden.length).toBeGreaterThan(0);
      expect(shown.filter((id) => hidden.includes(id))).toEqual([]);
    });
  }

  if (entry.naming) {
    test('a key of one workspace that names another: 403', async () => {
      const { query = '', body: named } = entry.naming!('main');
      const answer = await askInVain(method, `${path()}${query}`, keyOf['another workspace']!, named);
      expect([answer.status, answer.asked]).toEqual([403, []]);
      const { query: ownQuery = '', body: ownBody } = entry.naming!('side');
      expect((await ask(method, `${path()}${ownQuery}`, keyOf['another workspace']!, ownBody)).status).toBe(entry.own);
      expect((await ask(method, `${path()}${ownQuery}`, keyOf['an org admin']!, ownBody)).status).toBe(entry.own);
    });
  }
});

test('every read of logs, exports, schedules, templates and webhooks names the tenant at the top of its query', async () => {
  tap.take();
  for (const who of [...STRANGERS, ...ENTITLED]) {
    for (const route of routes) {
      const entry = routeEntries[route.id]!;
      await ask(
        route.method,
        route.path.replace(/\{\w+\}/g, () => randomUUID()),
        keyOf[who]!,
        entry.body?.(),
      );
    }
  }
  await createInTakenPlace();
  const ofTenants = ['logs', 'exports', 'schedules', 'export_templates', 'webhooks', 'webhook_deliveries'];
  const queries = tap.take().filter(({ collection }) => ofTenants.includes(collection));
  expect(queries.length).toBeGreaterThan(40);
  for (const { name, command } of queries.filter(({ name }) => name !== 'insert')) {
    const pipeline = command.pipeline as { $match?: object }[] | undefined;
    const filter = (command.filter ?? command.query ?? pipeline?.[0]?.$match) as Record<string, unknown>;
    const own = (filter.$and as object[] | undefined)?.find((clause) => 'organisation_id' in clause) ?? filter;
    expect([name, own]).toEqual([
      name,
      expect.objectContaining({ organisation_id: expect.stringMatching(/^(acme|rival)$/) as string }),
    ]);
  }
});
