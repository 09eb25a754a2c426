import type { DeliveryAnswer } from '../../src/contract/webhooks';
import { deliveryWorkflowIdOf, workflowIdOf } from '../../src/contract/workflow';
import { schedulesOf, testClock } from '../schedules/support';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { until } from '../support/waiting';
import { failing, type GcsProxy, isPart } from '../support/gcs-proxy';
import { COLUMNS } from '../support/log-documents';
import { startReceiver } from '../support/receiver';
import type { Stack } from '../support/stack';

/** What every log of a recording holds, and so what no history may hold. */
export const SECRETS = ['Tell me about', 'It is 1', 'gpt-4o', 'log-0000'];

/** The engines' stack, the proxy before its bucket, and a client of its API. */
export interface Setting {
  stack: Stack;
  proxy: GcsProxy;
  client: ApiClient;
}

type Scenario = (setting: Setting) => Promise<string>;

async function create({ client }: Setting): Promise<string> {
  return client.create({ filters: { ai_model: 'gpt-4o' }, requested_data: COLUMNS });
}
async function run(setting: Setting): Promise<string> {
  const id = await create(setting);
  await setting.client.start(id);
  await setting.client.settled(id);
  return id;
}

async function cancelAtPart3(setting: Setting, meddle: Parameters<GcsProxy['meddle']>[0] = () => undefined) {
  const id = await create(setting);
  let held = false;
  setting.proxy.meddle(async (request) => {
    if (/000003/.test(request.object ?? '')) {
      held = true;
      await new Promise((resolve) => setTimeout(resolve, 4_000));
    }
    return meddle(request);
  });
  await setting.client.start(id);
  await until(() => held);
  await setting.client.cancel(id);
  await setting.client.settled(id);
  return id;
}

/** The ways an export goes, by name; each runs one whole export and answers its id. */
const exportScenarios: Readonly<Record<string, Scenario>> = {
  success: run,

  'retried-then-success': async (setting) => {
    // More often than the storage library tries by itself.
    setting.proxy.meddle(failing(5, isPart, { status: 503 }));
    return run(setting);
  },

  failure: async (setting) => {
    setting.proxy.meddle((request) => (isPart(request) ? { status: 403 } : undefined));
    return run(setting);
  },

  'started-again': async (setting) => {
    setting.proxy.meddle((request) => (/000003/.test(request.object ?? '') ? { status: 403 } : undefined));
    const id = await run(setting);
    setting.proxy.meddle(() => undefined);
    await setting.client.start(id);
    await setting.client.settled(id);
    return id;
  },

  cancelled: async (setting) => cancelAtPart3(setting),

  // What was written can't be deleted before the record is settled.
  'cancelled-unclean': async (setting) =>
    cancelAtPart3(
      setting,
      failing(1, ({ kind }) => kind === 'list', { status: 403 }),
    ),

  'parts-lost': async (setting) => {
    const bucket = openTestBucket(setting.stack.config);
    let lost = false;
    setting.proxy.meddle(async ({ kind }) => {
      if (kind === 'compose' && !lost) {
        lost = true;
        const parts = await bucket.names();
        await bucket.delete(parts.find((name) => name.endsWith('000002.jsonl'))!);
      }
      return undefined;
    });
    return run(setting);
  },
};

/** A schedule that makes two windows, one after the other. */
async function makeWindows({ client, stack }: Setting): Promise<string> {
  const schedules = schedulesOf(client, stack, testClock(new Date().toISOString()));
  const id = await schedules.create({
    ...{ every: 'hour', recheck_hours: 0, start_at: '2026-03-09T10:00:00Z', end_at: '2026-03-09T12:00:00Z' },
    export: { filters: { ai_model: 'gpt-4o' }, requested_data: COLUMNS },
  });
  await schedules.quiet(id);
  const { info } = await schedules.handleOf(id).describe();
  return info.recentActions[0]!.action.workflow.workflowId;
}

/** An event that its receiver refuses at first, with this done before the refusal. */
async function deliverAtSecondTry(
  setting: Setting,
  beforeRefusal?: (webhook: string, delivery: DeliveryAnswer) => Promise<unknown>,
): Promise<string> {
  const { client } = setting;
  const receiver = await startReceiver();
  const webhook = { url: receiver.url(), events: ['export.succeeded'] };
  const { id } = (await client.send<{ id: string }>('POST', '/v1/webhooks', webhook)).body;
  const delivery = async () =>
    (await client.send<{ data: DeliveryAnswer[] }>('GET', `/v1/webhooks/${id}/deliveries`)).body.data[0]!;
  receiver.answer(async (_request, response) => {
    const isFirst = receiver.received.length === 1;
    if (isFirst) await beforeRefusal?.(id, await delivery());
    response.writeHead(isFirst ? 503 : 204).end();
  });
  await run(setting);
  await until(async () => (await delivery()).status === 'delivered');
  await receiver.stop();
  return deliveryWorkflowIdOf((await delivery()).id);
}

const replayDuringTry = (setting: Setting) =>
  deliverAtSecondTry(setting, (webhook, { id }) =>
    setting.client.send('POST', `/v1/webhooks/${webhook}/deliveries/${id}/replay`),
  );

const asWorkflow = ([name, scenario]: [string, Scenario]): [string, Scenario] => [
  name,
  async (setting) => workflowIdOf(await scenario(setting)),
];

/** Every way that is recorded, by name; each answers the id of the workflow that went it. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...Object.fromEntries(Object.entries(exportScenarios).map(asWorkflow)),
  'scheduled-exports': makeWindows,
  'deliver-webhook': (setting) => deliverAtSecondTry(setting),
  'replay-during-try': replayDuringTry,
};
