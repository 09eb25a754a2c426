/** `logs-export webhooks`: who is told when an export ends. */
import { setTimeout } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type WebhookEvent, webhookEvents } from '../../model/webhook-events';
import type { DeliveryAnswer, WebhookAnswer } from '../../contract/webhooks';
import type { ApiClient } from '../api-client';
import { connect, type ConnectionOptions, httpUrl, withConnection } from '../connection';
import { CliError } from '../exit-codes';
import { idArgument } from '../ids';
import { identifier } from '../key-flags';
import { say, sayJson, sayTable, tell } from '../output';
import { pageOf, type PageOptions, tellRest, withPages } from '../pages';
import { printable } from '../printable';

const webhookArgument = () => idArgument('<id>', 'which webhook');

function eventList(value: string): WebhookEvent[] {
  return value.split(',').map((name) => {
    const event = webhookEvents.find((known) => known === name.trim());
    if (!event) throw new InvalidArgumentError(`"${name}" is no event. There are: ${webhookEvents.join(', ')}.`);
    return event;
  });
}

interface NewWebhookOptions extends ConnectionOptions {
  to: string;
  events: WebhookEvent[];
  workspace?: string;
  description?: string;
}

const stateOf = ({ disabled_reason, failing_since }: WebhookAnswer) =>
  disabled_reason ?? (failing_since ? `failing since ${failing_since}` : 'enabled');

/** What came of the last try. */
function endOf({ tries }: DeliveryAnswer): string {
  const last = tries.at(-1);
  if (!last) return 'not tried yet';
  return last.error ?? `${last.status_code} after ${last.duration_ms} ms`;
}

const PATIENCE_MS = 30_000;

/** The delivery once it was tried, or as it stands when patience is over. */
async function tried(client: ApiClient, delivery: DeliveryAnswer): Promise<DeliveryAnswer> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let found = delivery; ; await setTimeout(300)) {
    if (found.tries.length > 0 || Date.now() > deadline) return found;
    const { data } = await client.webhookDeliveries(delivery.webhook_id, { page_size: 100 });
    found = data.find(({ id }) => id === delivery.id) ?? found;
  }
}

function addCreate(webhooks: Command): void {
  const create = webhooks.command('create').description('Make a webhook. Its secret is printed once, alone.');
  withConnection(create)
    .addOption(new Option('--to <url>', 'where events are sent').argParser(httpUrl).makeOptionMandatory())
    .addOption(
      new Option('--events <list>', `by commas: ${webhookEvents.join(', ')}`)
        .argParser(eventList)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--workspace <id>', 'the workspace whose events are sent').argParser(identifier))
    .option('--description <text>', 'a note for people')
    .action(async ({ to, events, workspace, description, ...options }: NewWebhookOptions) => {
      const created = await connect(options).createWebhook({
        ...{ url: to, events },
        ...(workspace !== undefined && { workspace_id: workspace }),
        ...(description !== undefined && { description }),
      });
      if (options.json) return sayJson(created);
      tell(`Webhook ${printable(created.id)}. Keep its secret: it is not shown again.`);
      say(printable(created.secret));
    });
}

function addTest(webhooks: Command): void {
  const test = webhooks
    .command('test')
    .addArgument(webhookArgument())
    .description('Send a test event, and wait for it.');
  withConnection(test).action(async (id: string, options: ConnectionOptions) => {
    const client = connect(options);
    const delivery = await tried(client, await client.testWebhook(id));
    if (options.json) sayJson(delivery);
    else say(printable(endOf(delivery)));
    if (delivery.status !== 'delivered') throw new CliError('failed', 'The receiver did not take the event.');
  });
}

function addDeliveries(webhooks: Command): void {
  const list = webhooks
    .command('deliveries')
    .addArgument(webhookArgument())
    .description('List what was sent to a webhook.');
  withPages(withConnection(list)).action(async (id: string, options: ConnectionOptions & PageOptions) => {
    const answer = await connect(options).webhookDeliveries(id, pageOf(options));
    if (options.json) return sayJson(answer);
    const cells = (one: DeliveryAnswer) => [
      one.id,
      one.type,
      one.status,
      one.created_at,
      String(one.tries.length),
      endOf(one),
    ];
    sayTable(['ID', 'EVENT', 'STATUS', 'CREATED', 'TRIES', 'LAST TRY'], answer.data.map(cells));
    tellRest(answer, options);
  });
}

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('Tell servers of yours when an export ends.');
  addCreate(webhooks);

  const list = webhooks.command('list').description('List the webhooks, newest first.');
  withPages(withConnection(list)).action(async (options: ConnectionOptions & PageOptions) => {
    const answer = await connect(options).listWebhooks(pageOf(options));
    if (options.json) return sayJson(answer);
    const cells = (one: WebhookAnswer) => [
      one.id,
      one.workspace_id ?? '*',
      one.events.join(','),
      one.url,
      stateOf(one),
    ];
    sayTable(['ID', 'WORKSPACE', 'EVENTS', 'URL', 'STATE'], answer.data.map(cells));
    tellRest(answer, options);
  });

  addTest(webhooks);
  addDeliveries(webhooks);

  const replay = webhooks
    .command('replay')
    .addArgument(webhookArgument())
    .addArgument(idArgument('<delivery>', 'which delivery'))
    .description('Send an event again.');
  withConnection(replay).action(async (id: string, delivery: string, options: ConnectionOptions) => {
    const answer = await connect(options).replayDelivery(id, delivery);
    if (options.json) sayJson(answer);
    else say(printable(answer.message));
  });

  const rotate = webhooks
    .command('rotate')
    .addArgument(webhookArgument())
    .description('Print a new secret, once, alone.');
  withConnection(rotate).action(async (id: string, options: ConnectionOptions) => {
    const answer = await connect(options).rotateWebhook(id);
    if (options.json) return sayJson(answer);
    tell(`The earlier secret signs too until ${printable(answer.earlier_until)}.`);
    say(printable(answer.secret));
  });

  const remove = webhooks.command('delete').addArgument(webhookArgument()).description('Delete a webhook.');
  withConnection(remove).action(async (id: string, options: ConnectionOptions) => {
    const answer = await connect(options).deleteWebhook(id);
    if (options.json) sayJson(answer);
    else say(printable(answer.message));
  });
}
