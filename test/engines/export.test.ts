import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test('an export goes from POST to a downloaded file', async () => {
  const client = await stack.client();
  const { body } = await client.insert([
    { request: { body: { n: 1 } }, response: { status: 200, body: { ok: true } } },
    { request: { body: { n: 2 } }, response: { status: 429, body: { ok: false } } },
  ]);
  const id = await client.create({ filters: {}, requested_data: ['id', 'request', 'status_code', 'trace_id'] });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', total_records: 2, truncated: false });

  const lines = (await client.download(id)).toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  const ids = body.data.map((log) => log.id).sort();
  expect(lines.map((line) => JSON.parse(line) as { id: string }).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    ids.map((logId) => ({
      id: logId,
      request: { n: body.data[0]!.id === logId ? 1 : 2 },
      status_code: body.data[0]!.id === logId ? 200 : 429,
      trace_id: null,
    })),
  );
});
