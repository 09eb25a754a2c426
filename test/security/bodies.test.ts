import { type ClientRequest, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { USUAL_BODY_BYTES } from '../../src/api/body';
import { createBodyBudget } from '../../src/api/body-budget';
import type { Answer, ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';

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

test('bodies that are held open are bounded in bytes: another of their sender waits, and nobody else', async () => {
  const [slow, other] = [await stack.client({ organisation: 'slow' }), await stack.client({ organisation: 'other' })];
  const held = [holdOpen(slow), holdOpen(slow)];
  let waiting!: Promise<Answer>;
  await until(async () => {
    waiting = slow.insert(log);
    return (await Promise.race([waiting, setTimeout(2_000, 'no answer')])) === 'no answer';
  });
  expect((await slow.send('GET', '/v1/logs/exports')).status).toBe(200);
  expect((await other.insert(log)).status).toBe(200);

  for (const sending of held) sending.destroy();
  expect((await waiting).status).toBe(200);
});

test('a body for which there is no room for long is refused; one that is done makes room', async () => {
  const half = 500_000;
  const hold = createBodyBudget(2 * half, { waitMs: 50 });
  const never = gate();
  const first = hold('slow', half, () => never.opened);
  const refused: unknown = await hold('slow', 1, () => Promise.resolve()).catch((error: unknown) => error);
  expect(refused).toMatchObject({ status: 503, code: 'overloaded', retryAfter: 5 });
  expect(await hold('slow', 0, () => Promise.resolve('no body'))).toBe('no body');
  expect(await hold('other', half, () => Promise.resolve('another'))).toBe('another');
  const waiting = hold('slow', half, () => Promise.resolve('next'));
  never.open();
  await first;
  expect(await waiting).toBe('next');
});
