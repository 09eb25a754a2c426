import { createHash } from 'node:crypto';
import { contentTypeOf, extensionOf, fileFormats, labelOf } from '../../src/model/formats';
import { fileName, folderOf, PARTS, partName, partsOfPlan, planDigest } from '../../src/model/location';
import { identifierPattern } from '../../src/model/tenant';

const named = {
  id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  tenant: { organisationId: 'acme', workspaceId: 'main' },
  createdAt: new Date('2026-03-09T10:15:00.987Z'),
  format: 'jsonl' as const,
};
const folder = 'prefix/acme/main/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

test('objects lie where the contract says', () => {
  expect(folderOf('prefix', named)).toBe(folder);
  expect(fileName(named)).toBe('logs-export-20260309T101500Z-1b9d6bcd.jsonl');
  expect(fileName({ ...named, format: 'jsonl.gz' })).toBe('logs-export-20260309T101500Z-1b9d6bcd.jsonl.gz');
  expect(partsOfPlan('d1')).toBe(`${PARTS}d1/`);
  expect(partName('d1', { batch: 7, piece: 0 }, 'jsonl')).toBe('parts/d1/000007.jsonl');
  expect(partName('d1', { batch: 7, piece: 2 }, 'jsonl.gz')).toBe('parts/d1/000007-2.jsonl.gz');
});

test('every format has a name, an ending and a content type', () => {
  const facts = fileFormats.map((format) => [format, extensionOf(format), contentTypeOf(format), labelOf(format)]);
  expect(facts).toEqual([
    ['jsonl', '.jsonl', 'application/x-ndjson', 'JSON lines'],
    ['jsonl.gz', '.jsonl.gz', 'application/gzip', 'JSON lines, compressed (gzip)'],
  ]);
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
  const names = [0, 1, 9, 10, 99, 100, 3_999].map((batch) => partName('d', { batch, piece: 0 }, 'jsonl'));
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
