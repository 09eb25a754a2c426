import { Portkey } from 'portkey-ai';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let portkey: Portkey;
beforeAll(async () => {
  stack = await startStack();
  const { key } = await stack.client();
  portkey = new Portkey({ apiKey: key, baseURL: `${stack.url}/v1` });
});
afterAll(() => stack.stop());

async function settled(exportId: string) {
  for (;;) {
    const found = await portkey.logs.exports.retrieve({ exportId });
    if (found.status !== 'in_progress') return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('the whole flow: logs, an export of them, and its file', async () => {
  const inserted = (await portkey.logs.create({
    request: {
      url: 'https://x.dev/v1/chat',
      method: 'POST',
      provider: 'openai',
      headers: {},
      body: { model: 'gpt-4o' },
    },
    response: { status: 200, headers: {}, body: { usage: { prompt_tokens: 3, completion_tokens: 4 } } },
    metadata: { traceId: 'trace-1', team: 'search' },
  })) as { data: { id: string }[] };

  const created = await portkey.logs.exports.create({
    filters: { trace_id: 'trace-0' },
    workspaceId: 'main',
    description: 'by the SDK',
    requestedData: ['id'],
  });
  expect(created).toMatchObject({ id: expect.any(String) as string, total: 0, object: 'export' });
  const exportId = created.id!;

  const updated = await portkey.logs.exports.update({
    exportId,
    workspaceId: 'main',
    filters: { trace_id: 'trace-1' },
    requestedData: ['id', 'trace_id', 'total_tokens', 'metadata', 'request'],
  });
  expect(updated).toMatchObject({ id: exportId, total: 1, object: 'export' });

  for (const listed of [
    await portkey.logs.exports.list({ workspaceId: 'main' }),
    await portkey.logs.exports.list({}),
  ]) {
    expect(listed).toMatchObject({ object: 'list' });
    expect(listed.data!.map(({ id }) => id as string)).toContain(exportId);
  }

  expect(await portkey.logs.exports.start({ exportId })).toMatchObject({ object: 'export' });
  const done = await settled(exportId);
  expect(done).toMatchObject({ status: 'success', total_records: 1, description: 'by the SDK', object: 'export' });

  const { signed_url } = await portkey.logs.exports.download({ exportId });
  const line = {
    id: inserted.data[0]!.id,
    trace_id: 'trace-1',
    total_tokens: 7,
    metadata: { team: 'search' },
    request: { model: 'gpt-4o' },
  };
  expect(await (await fetch(signed_url!)).text()).toBe(`${JSON.stringify(line)}\n`);
});

test('a cancelled export is stopped', async () => {
  const { id } = await portkey.logs.exports.create({ filters: {}, requestedData: ['id'] });
  const answer = await portkey.logs.exports.cancel({ exportId: id! });
  expect(answer).toMatchObject({ message: 'The export is stopped.', object: 'export' });
  expect(await portkey.logs.exports.retrieve({ exportId: id! })).toMatchObject({ status: 'stopped' });
});

test("the client's errors carry what was wrong", async () => {
  const refused = portkey.logs.exports.create({ filters: { model: 'x' }, requestedData: ['id'] });
  await expect(Promise.resolve(refused)).rejects.toMatchObject({ status: 400 });
  await expect(Promise.resolve(refused)).rejects.toThrow(/filters\.model is not known/);
});
