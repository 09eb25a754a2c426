import { ObjectId } from 'mongodb';
import { type createClient } from '../support/client';
import { insertLogs, linesOf, logDocument, logDocuments, type LogDocument, FIRST } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';

const BATCH = 50;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ variables: { EXPORT_BATCH_LOGS: String(BATCH), EXPORT_MAX_LOGS: '3000' } });
});
afterAll(() => stack.stop());

/** Logs that no other test of this file sees, and a client that sees only them. */
async function given(workspace: string, documents: LogDocument[]) {
  const own = documents.map((document, index) => ({
    ...document,
    _id: typeof document._id === 'string' ? `${workspace}-${index}` : document._id,
    metrics: { ...document.metrics, workspace_slug: workspace },
  }));
  if (own.length) await insertLogs(stack, own);
  return { client: await stack.client({ workspace }), documents: own };
}

test.each([0, 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH, 2 * BATCH + 1])('%d logs: every one, once', async (count) => {
  const { client, documents } = await given(`n${count}`, logDocuments(count));
  const { record, content } = await exportFile(client);
  expect(content.toString()).toBe(linesOf(documents));
  expect(record).toMatchObject({
    ...{ total_records: count, truncated: false, error: null, error_code: null, attempt: 1 },
    progress: { exported: count, total: count, bytes: content.length },
    file: { bytes: content.length },
  });
});

test('2,000 logs of the same millisecond across forty batches, ids of both types', async () => {
  const sameTime = logDocuments(2_000, (index) => ({
    created_at: new Date(FIRST),
    ...(index % 2 && { _id: new ObjectId() }),
  }));
  const { client, documents } = await given('ties', sameTime);
  const { content } = await exportFile(client);
  expect(content.toString()).toBe(linesOf(documents));
});

test('a range whose middle is a crowded second, dates and ISO strings: every log once, in order', async () => {
  const middle = FIRST + 3_600_000;
  const crowded = logDocuments(1_200, (index) => {
    const date = new Date(middle + Math.floor(index / 3) - 200);
    return { created_at: index % 2 ? date : date.toISOString(), ...(index % 5 && { _id: new ObjectId() }) };
  });
  const { client, documents } = await given('middle', crowded);
  const range = { gte: new Date(FIRST).toISOString(), lt: new Date(FIRST + 7_200_000).toISOString() };
  const { content, record } = await exportFile(client, { filters: { created_at: range } });
  expect(content.toString()).toBe(linesOf(documents));
  expect(record.progress.exported).toBe(documents.length);
});

test('created_at as dates and as ISO strings in one store: merged by time, ties included', async () => {
  const mixed = logDocuments(330, (index) => {
    const date = new Date(FIRST + Math.floor(index / 7));
    return {
      created_at: index % 3 ? date : date.toISOString(),
      ...(index % 2 && { _id: new ObjectId() }),
    };
  });
  const { client, documents } = await given('mixed', mixed);
  const whole = await exportFile(client);
  expect(whole.content.toString()).toBe(linesOf(documents));

  const between = { gte: new Date(FIRST + 5).toISOString(), lt: new Date(FIRST + 31).toISOString() };
  const { content, record } = await exportFile(client, { filters: { created_at: between } });
  const within = documents.filter(({ created_at }) => {
    const time = new Date(created_at).getTime() - FIRST;
    return time >= 5 && time < 31;
  });
  expect(record.total_records).toBe(within.length);
  expect(content.toString()).toBe(linesOf(within));
});

test('a time range keeps out what is before it, in the first batch too', async () => {
  const { client, documents } = await given('range', logDocuments(120));
  const filters = {
    time_of_generation_min: new Date(FIRST + 10).toISOString(),
    time_of_generation_max: new Date(FIRST + 20).toISOString(),
  };
  const { content, record } = await exportFile(client, { filters });
  expect(record.total_records).toBe(11);
  expect(content.toString()).toBe(linesOf(documents.slice(10, 21)));
});

describe('slices', () => {
  let client: ReturnType<typeof createClient>;
  let documents: LogDocument[];
  beforeAll(async () => {
    ({ client, documents } = await given('slices', logDocuments(130)));
  });

  test.each([
    [{ page_size: 60 }, 0, 60],
    [{ page_size: 60, current_page: 1 }, 60, 120],
    [{ page_size: 60, current_page: 2 }, 120, 130],
    [{ page_size: 65, current_page: 2 }, 130, 130],
    [{ page_size: 60, current_page: 9 }, 130, 130],
    [{ offset: 0 }, 0, 130],
    [{ offset: 129 }, 129, 130],
    [{ offset: 130 }, 130, 130],
    [{ offset: 5_000 }, 130, 130],
    [{ offset: 49, page_size: 2 }, 49, 51],
    [{ offset: 70, page_size: BATCH }, 70, 120],
    [{ page_size: 130 }, 0, 130],
    [{ page_size: 1 }, 0, 1],
  ])('%j holds the logs from %d to %d', async (filters, start, end) => {
    const { record, content } = await exportFile(client, { filters });
    expect(content.toString()).toBe(linesOf(documents.slice(start, end)));
    expect(record).toMatchObject({
      ...{ total_records: 130, truncated: end < 130 },
      progress: { exported: end - start, total: end - start },
    });
  });
});

test('more logs than an export may hold: the first of them, and the export says so', async () => {
  const { client, documents } = await given('many', logDocuments(3_100));
  const { record, content } = await exportFile(client);
  expect(record).toMatchObject({ total_records: 3_100, truncated: true, progress: { total: 3_000, exported: 3_000 } });
  expect(content.toString()).toBe(linesOf(documents.slice(0, 3_000)));
});

test('a log created after the start is not in the file: the upper bound is that of the start', async () => {
  const { client, documents } = await given('cutoff', logDocuments(3));
  const hour = 3_600_000;
  const later = [60_000, hour].flatMap((ms, index) => {
    const date = new Date(Date.now() + ms);
    const own = { metrics: { workspace_slug: 'cutoff' } };
    return [
      logDocument(0, { _id: `later-${index}`, created_at: date, ...own }),
      logDocument(0, { _id: `later-text-${index}`, created_at: date.toISOString(), ...own }),
    ];
  });
  await insertLogs(stack, later);
  const bound = new Date(Date.now() + 2 * hour).toISOString();
  for (const filters of [{}, { created_at: { lte: bound } }, { time_of_generation_max: bound }]) {
    const { record, content } = await exportFile(client, { filters });
    expect(content.toString()).toBe(linesOf(documents));
    expect(record).toMatchObject({ total_records: 3, data_cutoff_at: record.started_at });
  }
  const early = new Date(FIRST + 2).toISOString();
  const { record } = await exportFile(client, { filters: { created_at: { lt: early } } });
  expect(record).toMatchObject({ total_records: 2, data_cutoff_at: early });
});

test('an export of one workspace holds nothing of another, nor of another organisation', async () => {
  const { client, documents } = await given('mine', logDocuments(4));
  const foreign = { organisation_id: 'other', metrics: { workspace_slug: 'mine' } };
  await insertLogs(stack, [logDocument(1, { _id: 'foreign-1', ...foreign })]);
  await given('theirs', logDocuments(3));
  expect((await exportFile(client)).content.toString()).toBe(linesOf(documents));

  const other = await stack.client({ organisation: 'other', workspace: null });
  const theirs = (await exportFile(other, { requested_data: ['id'] })).content;
  expect(theirs.toString()).toBe('{"id":"foreign-1"}\n');
});
