/** Our parts, each alone, at the target's case; and what is Temporal's share of a whole export. */
import { crc32c } from '@node-rs/crc32';
import { BSON } from 'mongodb';
import { loadConfig } from '../../src/config';
import type * as lineModule from '../../src/encode/line';
import type * as outputModule from '../../src/encode/output';
import type * as cutBatchesModule from '../../src/model/cut-batches';
import type * as fieldsModule from '../../src/model/fields';
import type * as logKeyModule from '../../src/encode/log-key';
import type * as objectsModule from '../../src/objects/open';
import type * as logStoreModule from '../../src/stores/logs';
import type * as openModule from '../../src/stores/open';
import { columnsFor } from '../../src/model/fields';
import { built } from '../built';
import { type Case, columnSets, nameOf, ORGANISATION, targetCase } from '../cases';
import { fill, withLogs } from '../fill';
import { timeOf } from '../logs';
import { measureExport, type Measurement } from '../measure-export';
import type { BenchOptions } from '../options';
import { type Findings, seconds } from '../report';
import { clientOf, type Service } from '../service';
import { median, medians, spreadOf } from '../statistics';

const { openStores } = built<typeof openModule>('stores/open');
const { keyOfLog } = built<typeof logKeyModule>('encode/log-key');
const { selectLogs } = built<typeof logStoreModule>('stores/logs');
const { cutBatches } = built<typeof cutBatchesModule>('model/cut-batches');
const { projectionFor } = built<typeof fieldsModule>('model/fields');
const { compileLineEncoder } = built<typeof lineModule>('encode/line');
const { Output } = built<typeof outputModule>('encode/output');
const { openObjects } = built<typeof objectsModule>('objects/open');

const steps = ['plan', 'read', 'transcode', 'upload', 'compose'] as const;
type Step = (typeof steps)[number];

export async function partsSection(service: Service, { sizes, rounds }: BenchOptions): Promise<Findings> {
  const asked = targetCase(sizes);
  await withLogs(service.stack.env, (logs) => fill(logs, asked.data));
  const alone: Record<Step, number[]> = { plan: [], read: [], transcode: [], upload: [], compose: [] };
  const whole: Measurement[] = [];
  const client = await clientOf(service, ORGANISATION);
  for (let round = 0; round < rounds; round += 1) {
    await playSteps(service, asked, (step, ms) => alone[step].push(ms));
    whole.push(await measureExport(service, client, asked));
  }
  const temporal = median(whole.map(({ temporalMs }) => temporalMs));
  const total = median(whole.map(({ ms }) => ms));
  const used = medians(whole.map(({ cpu }) => cpu));
  const partsTable = {
    title: `Our parts alone: ${nameOf(asked)}`,
    head: ['part', 'median', 'spread'],
    rows: [
      ...steps.map((step) => {
        const spread = spreadOf(alone[step]);
        return [step, seconds(spread.median), `${seconds(spread.lowest)} – ${seconds(spread.highest)}`];
      }),
      ['the whole export', seconds(total), ''],
      ['of which no activity runs (Temporal)', seconds(temporal), ''],
    ],
    notes: ['Reading and uploading run several batches at once, as the worker does; transcoding is one core’s time.'],
  };
  const cpuTable = {
    title: 'Processor time of one such export, by process',
    head: ['process', 'CPU'],
    rows: Object.entries(used).map(([name, ms]) => [name, seconds(ms)]),
  };
  const cpu = Object.fromEntries(Object.entries(used).map(([name, ms]) => [name, ms / 1_000]));
  return { tables: [partsTable, cpuTable], results: { alone, exportMs: total, temporalMs: temporal, cpuSeconds: cpu } };
}

/** Each step by itself, fed with what the one before it made, all of it in memory. */
async function playSteps({ stack }: Service, asked: Case, report: (step: Step, ms: number) => void) {
  const config = loadConfig(stack.env);
  const { EXPORT_BATCH_LOGS: rowsPerBatch, EXPORT_BATCHES_AT_ONCE: atOnce, EXPORT_PART_BYTES: partBytes } = config;
  const objects = openObjects(config);
  const stores = openStores(config, objects.locate);
  const timed = async <T>(step: Step, work: () => Promise<T>) => {
    const started = performance.now();
    const result = await work();
    report(step, performance.now() - started);
    return result;
  };
  try {
    const tenant = { organisationId: ORGANISATION, workspaceId: asked.data.workspace };
    const filters = { created_at: { gte: timeOf(0).toISOString(), lt: timeOf(asked.logs).toISOString() } };
    const selection = selectLogs(tenant, filters);
    const columns = columnsFor(columnSets[asked.columns]);
    const projection = projectionFor(columns);
    const { batches } = await timed('plan', () =>
      cutBatches(stores.logs.keys(selection, asked.logs + 1), keyOfLog, {
        skip: 0,
        limit: asked.logs,
        rowsPerBatch,
        maxBatches: 4_000,
      }),
    );
    const firstKey = BSON.serialize({ created_at: batches[0]!.bounds.date!.last.createdAt });
    const fetching = await stores.logs.fetching(selection, projection, [{ lane: 'date', items: [firstKey] }]);
    const documents = await timed('read', () =>
      inParallel(batches, atOnce, async (batch) => {
        const found: Uint8Array[] = [];
        for await (const page of stores.logs.readBatch(selection, batch, { projection, fetching })) found.push(...page);
        return found;
      }),
    );
    const parts = await timed('transcode', () => Promise.resolve(transcode(documents, columns, partBytes)));
    const checked = parts.map((content) => ({ content, bytes: content.length, crc32c: crc32c(content) }));
    const contentType = 'application/x-ndjson';
    const folder = objects.open(objects.locate({ id: 'bench', tenant }), ORGANISATION);
    const stored = await timed('upload', () =>
      inParallel(checked, atOnce, async ({ content, crc32c: checksum }, index) => {
        const name = `parts/${index}.jsonl`;
        return { name, ...(await folder.put(name, content, { contentType, crc32c: checksum })) };
      }),
    );
    const target = { name: 'whole.jsonl', contentType, scratch: 'parts/' };
    await timed('compose', () => folder.join(stored, target, new AbortController().signal));
    await folder.remove('');
  } finally {
    await stores.close();
  }
}

function transcode(documents: readonly Uint8Array[][], columns: ReturnType<typeof columnsFor>, partBytes: number) {
  const encode = compileLineEncoder(columns);
  const out = new Output();
  const parts: Buffer[] = [];
  for (const batch of documents) {
    for (const log of batch) {
      encode(log, out);
      if (out.length >= partBytes) parts.push(out.take());
    }
    if (out.length > 0) parts.push(out.take());
  }
  return parts;
}

/** The results in the order of the items, `atOnce` of them worked on at a time. */
async function inParallel<T, R>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<R>) {
  const results: R[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
