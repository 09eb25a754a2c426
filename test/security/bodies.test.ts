import { type ClientRequest, request } from 'node:http';
import { USUAL_BODY_BYTES } from '../../src/api/body';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false, variables: { REQUEST_BODY_BYTES: String(USUAL_BODY_BYTES) } });
});
afterAll(() => stack.stop());

const log = { request: {}, response: {} };

/** A request whose body is said to be as large as may be, and does not come. */
function holdOpen({ key, url }: ApiClient): ClientRequest {
  const headers = { 'x-portkey-api-key': key, 'content-type': 'application/json', 'content-length': USUAL_BODY_BYTES };
  const sending = request(`${url}/v1/logs`, { method: 'POST', headers }).on('error', () => undefined);
  sending.write('[');
  return sending;
}

test('bodies that are held open are bounded in bytes: their sender is told to wait, and nobody else', async () => {
  const [slow, other] = [await stack.client({ organisation: 'slow' }), await stack.client({ organisation: 'other' })];
  const held = [holdOpen(slow), holdOpen(slow)];
  await until(async () => (await slow.insert(log)).status === 503);
  const refused = await slow.insert(log);
  expectRefusal(refused, { status: 503, code: 'overloaded', says: /again in 5 s/ });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await slow.send('GET', '/v1/logs/exports')).status).toBe(200);
  expect((await other.insert(log)).status).toBe(200);

  for (const sending of held) sending.destroy();
  await until(async () => (await slow.insert(log)).status === 200);
});
