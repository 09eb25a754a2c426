import { execFileSync } from 'node:child_process';
import { apiRoutes } from '../../src/api/app';
import type { ApiDeps } from '../../src/api/deps';
import { describeApi } from '../../src/api/openapi';
import { loadConfig } from '../../src/config';
import { fields } from '../../src/model/fields';
import { deliveredTypes } from '../../src/model/webhook-events';
import { faultsOf, webhooks } from '../support/webhook-schemas';

const config = loadConfig({ MONGO_DB_CONNECTION_URL: 'mongodb://db', MONGO_DATABASE: 'd', GCS_BUCKET: 'b' });
const routes = apiRoutes({ config } as ApiDeps);
const document = JSON.parse(JSON.stringify(describeApi(routes))) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, Schema> }> };
};
interface Schema {
  items?: { enum?: string[] };
  properties?: Record<string, unknown>;
}
interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string }[];
  requestBody?: { required: boolean };
  responses: Record<string, { description: string }>;
}

/** The validator comes as an ES module, which jest can't load: it runs in a process of its own. */
const script = `
import { Validator } from '@seriousme/openapi-schema-validator';
import { text } from 'node:stream/consumers';
const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(await text(process.stdin)));
console.log(JSON.stringify({ valid, version: validator.version, errors: errors ?? [] }));
`;

test('the document is valid OpenAPI 3.1', () => {
  const input = JSON.stringify(document);
  const verdict = execFileSync(process.execPath, ['--input-type=module', '-e', script], { input, encoding: 'utf8' });
  expect(JSON.parse(verdict)).toEqual({ valid: true, version: '3.1', errors: [] });
});

test.each(routes.map((route) => ({ name: `${route.method} ${route.path}`, route })))('$name is in it', ({ route }) => {
  const operation = document.paths[`/v1${route.path}`]?.[route.method];
  expect(operation).toMatchObject({ operationId: route.id, summary: route.summary });
  const described = (operation?.parameters ?? [])
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => name);
  expect(described).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  const always = ['200', '400', '401', '403', '429', '500', '503'];
  expect(Object.keys(operation!.responses)).toEqual(expect.arrayContaining(always));
  expect(operation!.requestBody !== undefined).toBe(route.body !== undefined);
});

test('it has no other operations but /version, which needs no key, and each has an id of its own', () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(routes.length + 1);
  expect(document.paths['/version']?.get).toMatchObject({ operationId: 'getVersion', security: [] });
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});

test('start and cancel need no body, create does', () => {
  expect(document.paths['/v1/logs/exports/{id}/start']?.post?.requestBody?.required).toBe(false);
  expect(document.paths['/v1/logs/exports']?.post?.requestBody?.required).toBe(true);
});

test('it lists every field and every filter by name', () => {
  const create = document.components.schemas.CreateExport?.properties;
  expect(create?.requested_data?.items?.enum).toEqual(fields.map(({ name }) => name));
  expect(Object.keys(create?.filters?.properties ?? {})).toEqual(
    expect.arrayContaining(['created_at', 'time_of_generation_max', 'ai_org_model', 'metadata', 'offset', 'page_size']),
  );
});

test('it describes every event that webhooks receive, and no other', () => {
  expect(Object.keys(webhooks).sort()).toEqual([...deliveredTypes].sort());
  const ids = Object.values(webhooks).map(({ post }) => post.operationId);
  expect(new Set(ids).size).toBe(deliveredTypes.length);
});

test.each(deliveredTypes)('the example of %s is as its schema says, and no other body is', (type) => {
  const [example] = webhooks[type]!.post.requestBody.content['application/json'].schema.examples ?? [];
  expect(example).toMatchObject({ type });
  expect(faultsOf(type, example)).toEqual([]);
  for (const other of deliveredTypes.filter((one) => one !== type)) expect(faultsOf(other, example)).not.toEqual([]);
  expect(faultsOf(type, { ...(example as object), signed_url: 'https://files.example' })).not.toEqual([]);
});
