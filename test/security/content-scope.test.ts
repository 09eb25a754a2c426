import type { ApiDeps } from '../../src/api/deps';
import { nothingDenied } from '../../src/model/denied-fields';
import { runRoutes } from '../../src/api/routes/runs';
import { type Scope, scopes } from '../../src/contract/scopes';
import { fields } from '../../src/model/fields';
import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { keyMaker } from './support/people';

type Failure = { error: { code: string; message: string } };

const withoutContent: Scope[] = scopes.filter((scope) => scope !== 'completions');
const contentFields = fields.filter(({ scope }) => scope === 'completions').map(({ name }) => name);

let stack: Stack;
let full: ApiClient;
let poor: ApiClient;

beforeAll(async () => {
  stack = await startStack();
  [full, poor] = await Promise.all([stack.client(), stack.client({ scopes: withoutContent })]);
  await full.insert({
    request: { body: { prompt: 'no one but the entitled' } },
    response: { body: { answer: 'none' } },
  });
});
afterAll(() => stack.stop());

const expectRefused = ({ status, body }: { status: number; body: Failure }, field: string) =>
  expect([status, body.error.message]).toEqual([403, expect.stringMatching(new RegExp(`completions.*${field}`))]);

test('the fields that hold prompts and answers are these', () => {
  expect(contentFields).toEqual(['request', 'request.body', 'response', 'response.body']);
});

describe.each(contentFields)('%s', (field) => {
  const asked = { filters: {}, requested_data: ['id', field] };
  const harmless = { filters: {}, requested_data: ['id'] };

  test('cannot be asked for, previewed or put in later without the scope', async () => {
    expectRefused(await poor.send<Failure>('POST', '/v1/logs/exports', asked), field);
    expectRefused(await poor.send<Failure>('POST', '/v1/logs/exports/preview', asked), field);
    const id = await poor.create(harmless);
    expectRefused(await poor.send<Failure>('PUT', `/v1/logs/exports/${id}`, { requested_data: ['id', field] }), field);
    expect((await poor.read(id)).requested_data).toEqual(['id']);
  });

  test('of an export that another key made, can neither be widened nor started nor downloaded', async () => {
    const id = await full.create(asked);
    expectRefused(await poor.send<Failure>('PUT', `/v1/logs/exports/${id}`, { filters: { cost_min: 0 } }), field);
    expectRefused(await poor.send<Failure>('POST', `/v1/logs/exports/${id}/start`), field);
    expect(await poor.read(id)).toMatchObject({ status: 'draft', attempt: 0, started_at: null });
    await full.start(id);
    expect(await full.settled(id)).toMatchObject({ status: 'success' });
    expectRefused(await poor.send<Failure>('GET', `/v1/logs/exports/${id}/download`), field);
    expect((await full.download(id)).toString()).toContain('"id"');
  });
});

test('an export changed between the look at it and its start is not started by a key that may not read it', async () => {
  const seen = {
    ...{ _id: 'e', status: 'draft', filters: '{}', format: 'jsonl' },
    ...{ requested_data: ['id'], last_updated_at: new Date() },
  };
  const before = { ...seen, requested_data: ['id', 'request'] };
  const calls: string[] = [];
  const deps = {
    exports: {
      find: () => Promise.resolve(seen),
      start: () => Promise.resolve({ before, started: { ...before, run: 'r' } }),
      unstart: () => Promise.resolve(void calls.push('unstart')),
    },
    runs: { start: () => Promise.resolve(void calls.push('start')) },
    config: { EXPORT_LOOKBACK_DAYS: { everyone: null, own: new Map() }, EXPORT_RUNS_PER_ORGANISATION: 9 },
    settings: { of: () => Promise.resolve(nothingDenied) },
    objects: { locate: () => ({ store: 'gcs', bucket: 'b', folder: 'f' }) },
  } as unknown as ApiDeps;
  const route = runRoutes(deps).find(({ id }) => id === 'startExport')!;
  const actor = {
    kind: 'key' as const,
    id: 'k',
    user: null,
    tenant: { organisationId: 'acme', workspaceId: 'main' },
    scopes: withoutContent,
  };
  const started = route.handle({
    actor,
    newId: () => 'n',
    params: { id: 'e' },
    query: undefined,
    body: undefined,
    about: { workspaceId: null, attempt: null },
  });
  await expect(started).rejects.toMatchObject({ code: 'scope_missing' });
  expect(calls).toEqual(['unstart']);
});

test('a key that was revoked before the start starts nothing', async () => {
  const { keys, make } = keyMaker(stack);
  const { id: keyId, key } = await make();
  const id = await full.create({ filters: {}, requested_data: ['id'] });
  await keys.revoke(keyId);
  const response = await fetch(`${stack.url}/v1/logs/exports/${id}/start`, {
    method: 'POST',
    headers: { 'x-portkey-api-key': key },
  });
  expect(response.status).toBe(401);
  expect(await full.read(id)).toMatchObject({ status: 'draft', attempt: 0, started_at: null });
});

test('a log shows its request and response to a key with the scope only', async () => {
  const { body } = await full.insert({
    request: { body: { prompt: 'hidden' } },
    response: { body: { answer: 'too' } },
  });
  const path = `/v1/logs/${body.data[0]!.id}`;
  expect((await full.send('GET', path)).body).toMatchObject({ request: { body: { prompt: 'hidden' } } });
  const seen = (await poor.send<object>('GET', path)).body;
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['request']));
  expect(JSON.stringify(seen)).not.toMatch(/hidden|too/);
});
