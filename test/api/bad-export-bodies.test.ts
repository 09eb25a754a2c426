import type { ApiClient } from '../support/client';
import { countWritten, expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
let draft: string;
let before: unknown;
const state = async () => ({ written: await countWritten(stack), draft: await client.read(draft) });
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  draft = await client.create({ filters: {}, requested_data: ['id'] });
  before = await state();
});
afterAll(async () => {
  expect(await state()).toEqual(before);
  await stack.stop();
});

type Case = [title: string, body: string, param: string, says: RegExp];
const withField = (field: string) => `{"filters":{},"requested_data":["id"],${field}}`;
const everyField = /must be one of id, trace_id, created_at, request, request.body, .*prompt_version_id/;

/** What create, preview and update refuse alike. */
const common: Case[] = [
  ['null', 'null', 'body', /must be an object/],
  ['a list', '[]', 'body', /must be an object/],
  ['text', '"export"', 'body', /must be an object/],
  ['filters null', '{"filters":null,"requested_data":["id"]}', 'filters', /must be an object/],
  ['filters a list', '{"filters":[],"requested_data":["id"]}', 'filters', /must be an object/],
  ['filters as text', '{"filters":"{}","requested_data":["id"]}', 'filters', /must be an object/],
  ['fields null', '{"filters":{},"requested_data":null}', 'requested_data', /must be a list/],
  ['fields as text', '{"filters":{},"requested_data":"id"}', 'requested_data', /must be a list/],
  ['no field', '{"filters":{},"requested_data":[]}', 'requested_data', /must name at least one field/],
  ['a field that is unknown', '{"filters":{},"requested_data":["id","price"]}', 'requested_data.1', everyField],
  ['a field in other case', '{"filters":{},"requested_data":["ID"]}', 'requested_data.0', everyField],
  ['a number for a field', '{"filters":{},"requested_data":[1]}', 'requested_data.0', everyField],
  ['null for a field', '{"filters":{},"requested_data":[null]}', 'requested_data.0', everyField],
  ['an operator for a field', '{"filters":{},"requested_data":[{"$ne":1}]}', 'requested_data.0', everyField],
  ['a path for a field', '{"filters":{},"requested_data":["metrics.cost"]}', 'requested_data.0', everyField],
  ['a field twice', '{"filters":{},"requested_data":["id","cost","id"]}', 'requested_data.2', /must not name id twice/],
  ['a workspace that is a number', withField('"workspace_id":5'), 'workspace_id', /must be text/],
  ['a workspace that is an operator', withField('"workspace_id":{"$ne":""}'), 'workspace_id', /must be text/],
  ['a workspace that is empty', withField('"workspace_id":""'), 'workspace_id', /must be the id of a workspace/],
  ['a workspace that is a path', withField('"workspace_id":".."'), 'workspace_id', /must be the id of a workspace/],
  ['a lone surrogate', withField('"workspace_id":"\\ud800"'), 'workspace_id', /must be the id of a workspace/],
  ['a workspace too long', withField(`"workspace_id":"${'w'.repeat(129)}"`), 'workspace_id', /at most 128 letters/],
  ['a description that is a list', withField('"description":["a"]'), 'description', /must be text/],
  [
    'a description too long',
    withField(`"description":"${'d'.repeat(1_001)}"`),
    'description',
    /at most 1000 characters/,
  ],
  ['an unknown key', withField('"name":"x"'), 'name', /not known. Known are: filters, requested_data, workspace_id/],
  ['a key that is an operator', withField('"$set":{"status":"success"}'), '$set', /not known. Known are: filters/],
  ['a key of the record', withField('"status":"success"'), 'status', /not known. Known are: filters/],
  ['a tenant of choice', withField('"organisation_id":"other"'), 'organisation_id', /not known/],
  ['__proto__', withField('"__proto__":{"workspace_id":"other"}'), '__proto__', /not a key that can be used/],
];

const formats: Case[] = ['"tsv"', '"JSONL"', '1', '["jsonl"]', '{"$ne":1}', '""'].map((value) => [
  `format ${value}`,
  withField(`"format":${value}`),
  'format',
  /must be one of jsonl, csv, chat, parquet, jsonl.gz/,
]);
const packagings: Case[] = [
  ['a compression that is unknown', withField('"compression":"brotli"'), 'compression', /must be one of none, gzip/],
  ['a compression in a list', withField('"compression":["gzip"]'), 'compression', /must be one of none, gzip/],
  [
    'a compression that contradicts the format',
    withField('"format":"jsonl.gz","compression":"none"'),
    'compression',
    /must be gzip with the format jsonl.gz/,
  ],
  [
    'a compression of Parquet alone',
    withField('"compression":"snappy"'),
    'compression',
    /must be none or gzip.* with the format jsonl/,
  ],
  [
    'formulas of Parquet',
    withField('"format":"parquet","csv_formulas":"keep"'),
    'csv_formulas',
    /must be left out: it is for the format csv/,
  ],
  [
    'formulas of no CSV',
    withField('"csv_formulas":"keep"'),
    'csv_formulas',
    /must be left out: it is for the format csv/,
  ],
  ['formulas kept halfway', withField('"format":"csv","csv_formulas":"escape"'), 'csv_formulas', /must be one of keep/],
];
const missing: Case[] = [
  ['nothing', '{}', 'filters', /is missing: it must be an object/],
  ['no filters', '{"requested_data":["id"]}', 'filters', /is missing: it must be an object/],
  ['no fields', '{"filters":{}}', 'requested_data', /is missing: it must be a list/],
  ['no body at all', '', 'body', /is missing: it must be an object/],
];
const created = [...common, ...formats, ...packagings, ...missing];
const updated: Case[] = [
  ...common,
  ['nothing to change', '{}', 'body', /must name at least one of filters, requested_data, description, workspace_id/],
  ['only the ignored id', '{"export_id":"x"}', 'body', /must name at least one of filters/],
  ['no body at all', '', 'body', /is missing: it must be an object/],
  ['a format', withField('"format":"jsonl"'), 'format', /not known. Known are: filters/],
  ['a compression', withField('"compression":"gzip"'), 'compression', /not known. Known are: filters/],
];

test.each(created)('create refuses %s', async (_, body, param, says) => {
  expectRefusal(await client.send('POST', '/v1/logs/exports', body), { param, says });
});

test.each(created)('preview refuses %s', async (_, body, param, says) => {
  expectRefusal(await client.send('POST', '/v1/logs/exports/preview', body), { param, says });
});

test.each(updated)('update refuses %s', async (_, body, param, says) => {
  expectRefusal(await client.send('PUT', `/v1/logs/exports/${draft}`, body), { param, says });
});

const moves = ['start', 'cancel'].flatMap((move): [string, string, string, RegExp][] => [
  [move, 'null', 'body', /must be an object/],
  [move, '[]', 'body', /must be an object/],
  [move, '{"force":true}', 'force', /not known. Known are: none/],
  [move, '{"$set":{}}', '$set', /not known/],
]);
test.each(moves)('%s refuses the body %s', async (move, body, param, says) => {
  expectRefusal(await client.send('POST', `/v1/logs/exports/${draft}/${move}`, body), { param, says });
});
