/** A connection that is kept outlives the pause between two requests, so that a load balancer finds it open. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

/** Node closes idle connections after five seconds unless it is told otherwise. */
const PAUSE_MS = 6_000;

test('two requests six seconds apart share one connection', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<{ status: number; reused: boolean; hint: unknown }>((resolve, reject) => {
      const asked = request(`${stack.url}/healthz`, { agent }, (answer) => {
        const hint = answer.headers['keep-alive'];
        answer.resume().once('end', () => resolve({ status: answer.statusCode!, reused: asked.reusedSocket, hint }));
      });
      asked.once('error', reject).end();
    });
  const hint = `timeout=${stack.config.HTTP_KEEP_ALIVE_SECONDS}`;
  expect(await ask()).toEqual({ status: 200, reused: false, hint });
  await sleep(PAUSE_MS);
  expect(await ask()).toEqual({ status: 200, reused: true, hint });
  agent.destroy();
});
