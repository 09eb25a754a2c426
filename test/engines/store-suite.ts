/** Whole exports on an object store beside Google's: its own suite says how the store is started and asked. */
import { crc32c } from '@node-rs/crc32';
import type { ActivityDeps } from '../../src/activities/deps';
import { createExpire } from '../../src/activities/expire';
import { crc32cBase64 } from '../../src/encode/crc';
import { hasColumns, type Packaging } from '../../src/model/formats';
import type { StoreName } from '../../src/model/store-names';
import { createLogger } from '../../src/process/logger';
import { holdsReference, insertReferenceLogs, type Reference } from '../faults/reference';
import { setUpCli } from '../cli/support/cli';
import type { ApiClient } from '../support/client';
import { COLUMNS } from '../support/log-documents';
import { openAllStores } from '../support/open-stores';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import type { StorageProxy } from '../support/storage-proxy';
import { exportFile, runExport } from '../support/whole-export';

const LOGS = 60;
const DAY_MS = 86_400_000;

interface Request {
  kind: string;
  object: string | null;
}

export interface StoreOfSuite {
  /** Points the service at it, through the proxy. */
  variables: Record<string, string>;
  proxy: StorageProxy<Request>;
  /** The names of all that is stored. */
  names(): Promise<string[]>;
  /** Whether the store would serve a signed URL of this object, by its published rules. */
  verify(url: string, object: string, now: Date): string;
  /** What `doctor` has pasted where a right is missing. */
  remedy: string;
  stop(): Promise<void>;
}

interface Finding {
  area: string;
  check: string;
  state: string;
  remedy?: string;
}

const packagings: Packaging[] = [
  { format: 'jsonl', compression: 'zstd' },
  { format: 'csv', compression: 'gzip' },
  { format: 'chat', compression: 'zstd' },
  { format: 'parquet', compression: 'snappy' },
];

/** The cases that are the same wherever files are written. */
export function exportsOn(store: StoreName, startStore: () => Promise<StoreOfSuite>): void {
  let server: StoreOfSuite;
  let stack: Stack;
  let client: ApiClient;
  let reference: Reference;
  beforeAll(async () => {
    server = await startStore();
    const variables = { ...server.variables, EXPORT_BATCH_LOGS: '10' };
    stack = await startStack({ variables });
    const logs = stack.mongo.db(stack.config.MONGO_DATABASE).collection(stack.config.MONGO_COLLECTION_NAME);
    reference = await insertReferenceLogs(logs, LOGS);
    client = await stack.client();
  });
  afterAll(async () => {
    await stack.stop();
    await server.stop();
  });
  afterEach(() => server.proxy.meddle(() => undefined));

  const namesOf = async (id: string) => (await server.names()).filter((name) => name.includes(id));
  const partsOf = (requests: readonly Request[], id: string) =>
    requests.filter(({ object }) => object?.includes(id) && object.includes('/parts/'));
  const download = (id: string) => client.send<{ url: string }>('GET', `/v1/logs/exports/${id}/download`);

  test('an export is written, downloaded by its signed URL, and deleted', async () => {
    const { record, content } = await exportFile(client);
    expect(content.toString()).toBe(reference.lines);
    expect(record.file).toMatchObject({ bytes: content.length, crc32c: crc32cBase64(crc32c(content)) });
    const stored = await namesOf(record.id);
    expect(stored).toHaveLength(2);

    const { url } = (await download(record.id)).body;
    const name = stored.find((object) => object.endsWith(record.file!.name))!;
    const lifetime = stack.config.SIGNED_URL_SECONDS * 1_000;
    expect(server.verify(url, name, new Date())).toBe('valid');
    expect(server.verify(url, name, new Date(Date.now() + lifetime + 1_000))).toBe('expired');
    const answer = await fetch(url, { headers: { range: 'bytes=10-' } });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${record.file!.name}"`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content.subarray(10));

    expect((await client.send('DELETE', `/v1/logs/exports/${record.id}`)).status).toBe(200);
    expect(await namesOf(record.id)).toEqual([]);
  });

  test.each(packagings)('$format with $compression holds every log once', async (packaging) => {
    const requested = hasColumns(packaging.format) ? {} : { requested_data: undefined };
    const { record, content } = await exportFile(client, { ...packaging, ...requested });
    expect(record).toMatchObject({ ...packaging, status: 'success', progress: { exported: LOGS } });
    expect(await holdsReference(content, packaging, reference)).toBe(true);
  });

  test('a cancelled export starts again', async () => {
    const id = await client.create({ filters: {}, requested_data: COLUMNS });
    let cancelled: Promise<unknown> | undefined;
    server.proxy.meddle(async ({ kind, object }) => {
      if (kind === 'put' && object?.includes(id)) await (cancelled ??= client.cancel(id));
      return undefined;
    });
    await client.start(id);
    expect(await client.settled(id)).toMatchObject({ status: 'stopped' });
    server.proxy.meddle(() => undefined);
    await client.start(id);
    expect(await client.settled(id)).toMatchObject({ status: 'success' });
    expect((await client.download(id)).toString()).toBe(reference.lines);
  });

  test('an export that failed starts again, and writes only what is missing', async () => {
    server.proxy.meddle(({ object }) => (object?.endsWith('000004.jsonl') ? { status: 403 } : undefined));
    const { id, ...failed } = await runExport(client);
    expect(failed).toMatchObject({ status: 'failure', error_code: 'storage_permission_denied' });
    const kept = await namesOf(id);
    server.proxy.meddle(() => undefined);
    server.proxy.requests.splice(0);
    await client.start(id);
    expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
    expect(partsOf(server.proxy.done('put'), id)).toHaveLength(LOGS / 10 - kept.length);
    expect((await client.download(id)).toString()).toBe(reference.lines);
    expect(await namesOf(id)).toHaveLength(2);
  });

  test('the file goes when its retention is over, and the download says so', async () => {
    const { record } = await exportFile(client);
    const completed_at = new Date(Date.now() - 40 * DAY_MS);
    await recordsIn(stack).updateOne({ _id: record.id }, { $set: { completed_at } });
    const stores = openAllStores(stack.config);
    const deps = { ...stores, logger: createLogger(stack.config, 'worker'), limits: { retentionDays: 30 } };
    await createExpire(deps as unknown as ActivityDeps)(undefined, new AbortController().signal);
    await stores.close();
    expect(await namesOf(record.id)).toEqual([]);
    expect(await download(record.id)).toMatchObject({ status: 410, body: { error: { code: 'expired' } } });
  });

  test('the store is busy for a while, and the export waits', async () => {
    let left = 6;
    server.proxy.meddle(({ kind }) => (kind === 'put' && left-- > 0 ? { status: 503 } : undefined));
    expect(await runExport(client)).toMatchObject({ status: 'success', error: null });
  });

  test('doctor tries all that an export does, and names what gives a missing right in the words of the cloud', async () => {
    const { MONGO_DATABASE, TEMPORAL_TASK_QUEUE } = stack.config;
    const cli = setUpCli({ ...server.variables, MONGO_DATABASE, TEMPORAL_TASK_QUEUE });
    const examine = async () => {
      const { findings } = JSON.parse((await cli.run(['doctor', '--json'])).out) as { findings: Finding[] };
      return findings.filter(({ area }) => area === store);
    };
    const whole = await examine();
    expect(whole.map(({ check }) => check)).toEqual([
      ...['write', 'join', 'read', 'sign', 'conditional write', 'encryption', 'clock', 'delete'],
    ]);
    expect(whole.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect((await server.names()).filter((name) => name.includes('_doctor'))).toEqual([]);
    server.proxy.meddle(({ kind }) => (kind === 'put' ? { status: 403 } : undefined));
    const [write] = await examine();
    cli.remove();
    expect(write).toMatchObject({ check: 'write', state: 'fail' });
    expect(write!.remedy).toContain(server.remedy);
  });

  test('/readyz names the store that is used', async () => {
    const answer = await fetch(`${stack.url}/readyz`);
    expect(await answer.json()).toMatchObject({ engines: { mongodb: 'ok', temporal: 'ok', [store]: 'ok' } });
  });
}
