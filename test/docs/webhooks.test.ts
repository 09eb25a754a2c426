/** The receivers of docs/webhooks.md, run as they are printed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePorts } from '../../local/engines/ports';
import { localDir } from '../../local/paths';
import { webhookMessages } from '../../src/contract/webhook-events';
import type { DeliveryAnswer } from '../../src/contract/webhooks';
import type { ApiClient } from '../support/client';
import { nodes } from '../support/node-versions';
import { pythonWith } from '../support/python';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { samplesOf } from './support/samples';

const samples = samplesOf('docs/webhooks.md');
const sampleIn = (language: string) => samples.find((sample) => sample.language === language)!.code;
/** Below the repository, where Node finds its packages. */
const folder = path.join(localDir, `webhook-receivers-${process.pid}`);

let stack: Stack;
let client: ApiClient;
const receivers: ChildProcess[] = [];
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  stack = await startStack({ variables: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  client = await stack.client();
});
afterAll(async () => {
  for (const receiver of receivers) receiver.kill();
  await stack.stop();
});

const receiverOn = (node: () => Promise<string>) => async (): Promise<[string, string[]]> => {
  const script = path.join(folder, 'receiver.mjs');
  writeFileSync(script, sampleIn('js'));
  return [await node(), [script]];
};
const commands: Record<string, () => Promise<[string, string[]]>> = {
  ...Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, receiverOn(node)])),
  Python: async () => [await pythonWith('python-webhooks'), ['-c', sampleIn('python')]],
};

test.each(Object.keys(commands))(
  'the receiver on %s takes an event that the published library verifies',
  async (platform) => {
    const [port] = (await freePorts(1)) as [number];
    const body = { url: `http://127.0.0.1:${port}/hook`, events: ['export.succeeded'] };
    const webhook = (await client.send<{ id: string; secret: string }>('POST', '/v1/webhooks', body)).body;
    const [command, args] = await commands[platform]!();
    const env = { ...process.env, PORT: String(port), WEBHOOK_SECRET: webhook.secret };
    const receiver = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    receivers.push(receiver);
    let printed = '';
    receiver.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await until(() =>
      fetch(body.url).then(
        () => true,
        (error: { cause?: { code?: string } }) => error.cause?.code !== 'ECONNREFUSED',
      ),
    );

    const id = await client.create({ filters: {}, requested_data: ['id'] });
    await client.start(id);
    await until(() => printed.includes(id));
    expect(printed.trim()).toBe(`export.succeeded ${id}`);
    const deliveries = `/v1/webhooks/${webhook.id}/deliveries`;
    const delivered = async () => (await client.send<{ data: DeliveryAnswer[] }>('GET', deliveries)).body.data[0];
    await until(async () => (await delivered())?.status === 'delivered');
    expect((await delivered())!.tries).toMatchObject([{ status_code: 204 }]);
  },
);

test('the body that the page shows is one that is sent', () => {
  expect(webhookMessages['export.succeeded'].safeParse(JSON.parse(sampleIn('json'))).error).toBeUndefined();
});
