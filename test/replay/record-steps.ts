import type { ExportAnswer } from '../../src/contract/export-answers';
import type { FormatName } from '../../src/model/formats';
import { isPart } from '../support/gcs-proxy';
import { COLUMNS } from '../support/log-documents';
import { recordsIn } from '../support/records';
import { gate, until } from '../support/waiting';
import type { RecordedExport } from './recordings';
import type { Setting } from './scenarios';

/** Runs exports of one format, holds each of them at every step of its life, and answers what its record is then. */
export async function recordSteps({ stack, proxy, client }: Setting, format: FormatName): Promise<RecordedExport[]> {
  const taken: RecordedExport[] = [];
  const record = (id: string) => recordsIn(stack).findOne({ _id: id });
  const take = async (step: string, id: string) => {
    taken.push({ step, format, record: (await record(id))! });
  };
  const create = () => client.create({ filters: { ai_model: 'gpt-4o' }, requested_data: COLUMNS, format });
  const holds = async (id: string, what: (answer: ExportAnswer) => boolean) =>
    until(async () => what(await client.read(id)));

  const first = await create();
  await take('draft', first);
  await client.start(first);
  await take('started', first);

  const [parts, lastParts, compose, cleanUp] = [gate(), gate(), gate(), gate()];
  let isComposed = false;
  proxy.meddle(async (request) => {
    if (isPart(request)) await (/00000[3-5]\.jsonl/.test(request.object!) ? lastParts : parts).opened;
    if (request.kind === 'compose') await compose.opened;
    if (request.kind === 'delete') {
      isComposed = true;
      await cleanUp.opened;
    }
    return undefined;
  });
  const worker = await stack.startWorker();
  await until(async () => (await record(first))?.plan != null);
  await take('planned', first);
  parts.open();
  await holds(first, ({ progress }) => progress.exported === 30);
  await take('half written', first);
  lastParts.open();
  await holds(first, ({ progress }) => progress.exported === 60);
  await take('all written', first);
  compose.open();
  await until(() => isComposed);
  await take('composed', first);
  cleanUp.open();
  await client.settled(first);
  await take('success', first);

  proxy.meddle((request) => (isPart(request) && request.object!.includes('000004') ? { status: 403 } : undefined));
  const second = await create();
  await client.start(second);
  await client.settled(second);
  await take('failure', second);

  const held = gate();
  proxy.meddle(async (request) => {
    if (isPart(request) && request.object!.includes('000003')) await held.opened;
    return undefined;
  });
  const third = await create();
  await client.start(third);
  await holds(third, ({ progress }) => progress.exported === 30);
  const cancelled = client.cancel(third);
  held.open();
  await cancelled;
  await client.settled(third);
  await take('stopped', third);

  await worker.stop();
  await client.start(second);
  await take('started again', second);
  await client.cancel(second);
  return taken;
}
