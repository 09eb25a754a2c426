import { createKeyStore } from '../../src/stores/keys';
import { createClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false, variables: { EXPORT_RETENTION_DAYS: '30' } });
});
afterAll(() => stack.stop());

interface Access {
  key_id: string;
  scopes: string[];
  workspace_id: string | null;
  workspaces: string[];
  creators: { id: string; name: string | null }[];
}

async function named(name: string | null, organisationId: string, workspaceId: string | null) {
  const keys = createKeyStore(stack.mongo.db(stack.config.MONGO_DATABASE));
  const { key, record } = await keys.create({
    name,
    tenant: { organisationId, workspaceId },
    scopes: ['logs.export'],
  });
  return { ...createClient(stack.url, key), keyId: record._id };
}

const draft = { filters: {}, requested_data: ['id'] };
const accessOf = async (client: { send: ReturnType<typeof createClient>['send'] }) =>
  (await client.send<Access>('GET', '/v1/logs/exports/access')).body;

test('a key learns its scopes, and the workspaces and makers of the exports that it sees, and no others', async () => {
  const [admin, north, south, rival] = await Promise.all([
    named('Finance', 'acme', null),
    named(null, 'acme', 'north'),
    named('South team', 'acme', 'south'),
    named('Rival', 'rival', null),
  ]);
  expect(await accessOf(admin)).toEqual({
    object: 'export_access',
    organisation_id: 'acme',
    key_id: admin.keyId,
    user: null,
    visibility: 'workspace',
    scopes: ['logs.export'],
    workspace_id: null,
    retention_days: 30,
    workspaces: ['north', 'south'],
    people: [],
    creators: [],
  });
  await admin.create({ ...draft, workspace_id: 'east' });
  await admin.create({ ...draft, workspace_id: 'north' });
  await north.create(draft);
  await south.create(draft);
  await rival.create({ ...draft, workspace_id: 'theirs' });

  const all = await accessOf(admin);
  expect(all.workspaces).toEqual(['east', 'north', 'south']);
  expect(new Map(all.creators.map(({ id, name }) => [id, name]))).toEqual(
    new Map([
      [admin.keyId, 'Finance'],
      [north.keyId, null],
      [south.keyId, 'South team'],
    ]),
  );
  const own = await accessOf(north);
  expect(own.workspaces).toEqual(['north']);
  expect(own.creators.map(({ id }) => id).sort()).toEqual([admin.keyId, north.keyId].sort());
});
