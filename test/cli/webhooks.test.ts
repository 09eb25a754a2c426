import type { WebhookAnswer } from '../../src/contract/webhooks';
import { type Receiver, startReceiver } from '../support/receiver';
import { startStack, type Stack } from '../support/stack';
import { setUpCli, type Cli } from './support/cli';

let receiver: Receiver;
let stack: Stack;
let cli: Cli;
beforeAll(async () => {
  receiver = await startReceiver();
  stack = await startStack({ variables: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  const { key } = await stack.client();
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: key });
});
afterAll(async () => {
  cli.remove();
  await stack.stop();
  await receiver.stop();
});

const webhooks = (...args: string[]) => cli.run(['webhooks', ...args]);

test('a webhook is made, tested, looked at, sent to again, given a new secret, and deleted', async () => {
  const made = await webhooks('create', '--to', receiver.url(), '--events', 'export.failed, export.expired');
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) as string });
  const list = JSON.parse((await webhooks('list', '--json')).out) as { data: WebhookAnswer[] };
  const { id, events } = list.data[0]!;
  expect(events).toEqual(['export.failed', 'export.expired']);
  expect((await webhooks('list')).out).toContain(`${id}  main       export.failed,export.expired`);

  expect(await webhooks('test', id)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^200 after \d+ ms\n$/) as string,
  });
  receiver.answer((_, response) => void response.writeHead(403).end());
  const refused = await webhooks('test', id);
  expect(refused).toMatchObject({ code: 1, err: 'The receiver did not take the event.\n' });
  expect(refused.out).toMatch(/^403 after/);

  const deliveries = (await webhooks('deliveries', id)).out.trim().split('\n');
  expect(deliveries).toHaveLength(3);
  expect(deliveries[1]).toMatch(/^msg_\w+ +webhook\.test +failed .+ 1 +403 after \d+ ms$/);
  const again = await webhooks('replay', id, deliveries[1]!.split(' ')[0]!);
  expect(again).toEqual({ code: 0, out: 'The event is being sent again.\n', err: '' });
  await receiver.until('/hook', 3);

  const rotated = await webhooks('rotate', id);
  expect(rotated).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) as string });
  expect(rotated.out).not.toBe(made.out);
  expect(await webhooks('delete', id)).toEqual({ code: 0, out: 'The webhook is deleted.\n', err: '' });
  expect(await webhooks('deliveries', id)).toMatchObject({ code: 3 });
});

test('an event that there is not is told with those that there are', async () => {
  const { code, err } = await webhooks('create', '--to', receiver.url(), '--events', 'export.done');
  expect([code, err]).toEqual([2, expect.stringMatching(/"export\.done" is no event.+export\.succeeded/) as string]);
});
