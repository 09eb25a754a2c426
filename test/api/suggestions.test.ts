import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

interface Suggestions {
  sampled: number;
  values: Record<string, string[]>;
  metadata: Record<string, string[]>;
}

const log = (model: string, createdAt: string, metadata: Record<string, string>) => ({
  request: { body: {} },
  response: { status: 200, body: { model }, created_at: createdAt },
  metadata,
});

test('filters are suggested from the logs of the range, of the key’s workspaces alone', async () => {
  const [ours, theirs, admin] = await Promise.all([
    stack.client({ workspace: 'ours' }),
    stack.client({ workspace: 'theirs' }),
    stack.client({ workspace: null }),
  ]);
  await ours.insert([
    log('gpt-4o', '2026-03-01T10:00:00Z', { team: 'search' }),
    log('gpt-4o', '2026-03-01T11:00:00Z', { team: 'ads' }),
    log('o3', '2026-02-01T11:00:00Z', {}),
  ]);
  await theirs.insert([log('claude-opus-4', '2026-03-01T10:00:00Z', { secret: 'theirs' })]);
  const ask = async (client: typeof ours, body: object) =>
    (await client.send<Suggestions>('POST', '/v1/logs/exports/suggestions', body)).body;

  const march = { created_at: { gte: '2026-03-01T00:00:00Z' } };
  const found = await ask(ours, { filters: march });
  expect(found).toMatchObject({ object: 'suggestions', sampled: 2 });
  expect(found.values).toMatchObject({ ai_model: ['gpt-4o'], status_code: ['200'] });
  expect(found.metadata).toEqual({ team: ['ads', 'search'] });
  expect((await ask(ours, { filters: {} })).values.ai_model).toEqual(['gpt-4o', 'o3']);
  expect((await ask(admin, { filters: march })).values.ai_model).toEqual(['gpt-4o', 'claude-opus-4']);
  expect((await ask(admin, { filters: march, workspace_id: 'theirs' })).values.ai_model).toEqual(['claude-opus-4']);
});

test('what else a request to suggest may hold is refused by name', async () => {
  const client = await stack.client({ workspace: 'ours' });
  const { status, body } = await client.send<{ error: { message: string } }>('POST', '/v1/logs/exports/suggestions', {
    filters: { ai_model: 'gpt-4o' },
  });
  expect(status).toBe(400);
  expect(body.error.message).toContain('ai_model');
});
