import { createHash } from 'node:crypto';
import {
  allPartsFolder,
  contentTypeOf,
  exportFolder,
  fileName,
  partName,
  partsFolder,
  planDigest,
} from '../../src/model/names';
import { identifierPattern } from '../../src/model/tenant';

const named = {
  id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  tenant: { organisationId: 'acme', workspaceId: 'main' },
  createdAt: new Date('2026-03-09T10:15:00.987Z'),
  format: 'jsonl' as const,
};
const folder = 'acme/main/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

test('objects lie where the contract says', () => {
  expect(exportFolder(named)).toBe(folder);
  expect(fileName(named)).toBe('logs-export-20260309T101500Z-1b9d6bcd.jsonl');
  expect(fileName({ ...named, format: 'jsonl.gz' })).toBe('logs-export-20260309T101500Z-1b9d6bcd.jsonl.gz');
  expect(allPartsFolder(named)).toBe(`${folder}/parts/`);
  expect(partsFolder(named, 'd1')).toBe(`${folder}/parts/d1/`);
  expect(partName(named, 'd1', 7, 0)).toBe(`${folder}/parts/d1/000007.jsonl`);
  expect(partName({ ...named, format: 'jsonl.gz' }, 'd1', 7, 2)).toBe(`${folder}/parts/d1/000007-2.jsonl.gz`);
  expect(contentTypeOf('jsonl')).toBe('application/x-ndjson');
  expect(contentTypeOf('jsonl.gz')).toBe('application/gzip');
});

test('an export of all workspaces lies where no workspace can', () => {
  const all = exportFolder({ ...named, tenant: { organisationId: 'acme', workspaceId: null } });
  expect(all.split('/')[1]).toBe('_all');
  expect(identifierPattern.test('_all')).toBe(false);
});

test.each(['..', '.', 'a/b', 'a/../b', '', 'a b', 'a\nb', 'é', '%2e%2e', '-a', 'a'.repeat(129)])(
  '%j can be no organisation or workspace',
  (id) => expect(identifierPattern.test(id)).toBe(false),
);

test.each(['a/b', '../x', 'a?b#c', 'a b'])('even so, %j stays one segment of a name', (workspaceId) => {
  const path = exportFolder({ ...named, tenant: { organisationId: 'acme', workspaceId } });
  expect(path.split('/')).toHaveLength(3);
});

test('names of parts sort in the order of the file, for as many batches as a plan may have', () => {
  const names = [0, 1, 9, 10, 99, 100, 3_999].map((batch) => partName(named, 'd', batch, 0));
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
