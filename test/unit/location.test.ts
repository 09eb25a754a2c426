import { createHash } from 'node:crypto';
import {
  contentTypeOf,
  extensionOf,
  compressionsOf,
  formatNames,
  formats,
  labelOf,
  packagingOf,
  packagingOfName,
} from '../../src/model/formats';
import { fileName, folderOf, PARTS, partName, partsOfPlan, planDigest } from '../../src/model/location';
import { identifierPattern } from '../../src/model/tenant';

const named = {
  id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  tenant: { organisationId: 'acme', workspaceId: 'main' },
  createdAt: new Date('2026-03-09T10:15:00.987Z'),
};
const folder = 'prefix/acme/main/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

test('objects lie where the contract says', () => {
  expect(folderOf('prefix', named)).toBe(folder);
  expect(fileName(named, { format: 'jsonl' })).toBe('logs-export-20260309T101500Z-1b9d6bcd.jsonl');
  expect(fileName(named, { format: 'jsonl.gz' })).toBe('logs-export-20260309T101500Z-1b9d6bcd.jsonl.gz');
  expect(partsOfPlan('d1')).toBe(`${PARTS}d1/`);
  expect(partName('d1', { batch: 7, piece: 0 }, { format: 'jsonl' })).toBe('parts/d1/000007.jsonl');
  expect(partName('d1', { batch: 7, piece: 2 }, { format: 'jsonl.gz' })).toBe('parts/d1/000007-2.jsonl.gz');
});

const PARQUET = 'application/vnd.apache.parquet';

test('every format has a name, an ending and a content type', () => {
  const asked = [
    ...formatNames.map((format) => ({ format })),
    ...formats.flatMap((format) => compressionsOf(format).map((compression) => ({ format, compression }))),
  ];
  const facts = asked.map((one) => [extensionOf(one), contentTypeOf(one), labelOf(one)]);
  const plain = ['.jsonl', 'application/x-ndjson', 'JSON lines'];
  const packed = ['.jsonl.gz', 'application/gzip', 'JSON lines, compressed (gzip)'];
  const parquet = (within: string) => ['.parquet', PARQUET, `Parquet, compressed (${within})`];
  const csv = ['.csv', 'text/csv; charset=utf-8', 'CSV'];
  expect(facts).toEqual([
    ...[plain, csv, ['.chat.jsonl', 'application/x-ndjson', 'Fine-tuning set'], parquet('snappy'), packed],
    ...[plain, packed, ['.jsonl.zst', 'application/zstd', 'JSON lines, compressed (zstd)']],
    ...[csv, ['.csv.gz', 'application/gzip', 'CSV, compressed (gzip)']],
    ['.csv.zst', 'application/zstd', 'CSV, compressed (zstd)'],
    ['.chat.jsonl', 'application/x-ndjson', 'Fine-tuning set'],
    ['.chat.jsonl.gz', 'application/gzip', 'Fine-tuning set, compressed (gzip)'],
    ['.chat.jsonl.zst', 'application/zstd', 'Fine-tuning set, compressed (zstd)'],
    ...[parquet('snappy'), parquet('zstd'), parquet('gzip'), ['.parquet', PARQUET, 'Parquet']],
  ]);
});

test('what a record of any version holds, and what the name of a file says, is one packaging', () => {
  const gzip = { format: 'jsonl', compression: 'gzip' };
  expect(packagingOf({ format: 'jsonl.gz' })).toEqual(gzip);
  expect(packagingOf({ format: 'jsonl.gz', compression: 'gzip' })).toEqual(gzip);
  expect(packagingOf({ format: 'jsonl', compression: 'gzip' })).toEqual(gzip);
  expect(packagingOf({ format: 'jsonl' })).toEqual({ format: 'jsonl', compression: 'none' });
  expect(packagingOfName('out/sales.csv')).toEqual({ format: 'csv', compression: 'none' });
  expect(packagingOfName('sales.csv.gz')).toEqual({ format: 'csv', compression: 'gzip' });
  expect(packagingOfName('logs.jsonl.gz')).toEqual(gzip);
  expect(packagingOfName('logs.parquet')).toEqual({ format: 'parquet', compression: 'snappy' });
  expect(packagingOfName('logs.json')).toBeUndefined();
});

test('an export of all workspaces lies where no workspace can', () => {
  const all = folderOf('prefix', { ...named, tenant: { organisationId: 'acme', workspaceId: null } });
  expect(all.split('/')[2]).toBe('_all');
  expect(identifierPattern.test('_all')).toBe(false);
});

test.each(['..', '.', 'a/b', 'a/../b', '', 'a b', 'a\nb', 'é', '%2e%2e', '-a', 'a'.repeat(129)])(
  '%j can be no organisation or workspace',
  (id) => expect(identifierPattern.test(id)).toBe(false),
);

test.each(['a/b', '../x', 'a?b#c', 'a b'])('even so, %j stays one segment of a name', (workspaceId) => {
  const path = folderOf('prefix', { ...named, tenant: { organisationId: 'acme', workspaceId } });
  expect(path.split('/')).toHaveLength(4);
});

test('names of parts sort in the order of the file, for as many batches as a plan may have', () => {
  const names = [0, 1, 9, 10, 99, 100, 3_999].map((batch) => partName('d', { batch, piece: 0 }, { format: 'jsonl' }));
  expect([...names].sort()).toEqual(names);
});

test('another plan has another digest: attempt, filters, fields, format and batch size all count', () => {
  const plan = { attempt: 1, filters: {}, requested_data: ['id'], format: 'jsonl', rowsPerBatch: 10 };
  const others = [
    { ...plan, attempt: 2 },
    { ...plan, filters: { ai_model: 'm' } },
    { ...plan, requested_data: ['id', 'cost'] },
    { ...plan, format: 'jsonl.gz' },
    { ...plan, rowsPerBatch: 11 },
  ];
  const digests = [plan, ...others].map(planDigest);
  expect(new Set(digests).size).toBe(digests.length);
  expect(planDigest({ ...plan })).toBe(digests[0]);
  expect(createHash('sha256').update(JSON.stringify(plan)).digest('hex').startsWith(digests[0]!)).toBe(true);
});
