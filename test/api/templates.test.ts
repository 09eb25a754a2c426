/** Templates: what is asked of an export, shared by a workspace. Whose they are is in the route matrix. */
import type { TemplateAnswer } from '../../src/contract/templates';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

const LIMIT = 3;
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false, variables: { EXPORT_TEMPLATES_PER_ORGANISATION: String(LIMIT) } });
});
afterAll(() => stack.stop());

const path = '/v1/logs/export-templates';
const monthly = {
  name: 'Costs of last month',
  filters: { ai_model: 'gpt-4o', metadata: { 'team.name': 'search' }, cost_min: 0.25 },
  requested_data: ['cost', 'req_units', 'id'],
  relative_range: 'last_month',
  format: 'csv',
  csv_formulas: 'keep',
};
const save = (client: ApiClient, body: object, headers = {}) =>
  client.send<TemplateAnswer>('POST', path, body, headers);
const list = async (client: ApiClient) =>
  (await client.send<{ total: number; data: TemplateAnswer[] }>('GET', path)).body;

test('a template is answered as it was saved, to everyone in its workspace, and is what an export takes', async () => {
  const [maker, colleague] = await Promise.all([stack.client(), stack.client()]);
  const { status, body: saved } = await save(maker, monthly, { 'idempotency-key': 'one' });
  expect(status).toBe(200);
  expect(saved).toMatchObject({ ...monthly, object: 'export_template', workspace_id: 'main', compression: 'none' });
  expect((await save(maker, monthly, { 'idempotency-key': 'one' })).body).toEqual(saved);
  expect(await list(colleague)).toEqual({ object: 'list', total: 1, total_is_minimum: false, data: [saved] });

  const { filters, requested_data, format, compression, csv_formulas, relative_range } = saved;
  await colleague.create({ filters, requested_data, format, compression, csv_formulas, relative_range });
  expect((await colleague.send('DELETE', `${path}/${saved.id}`)).status).toBe(200);
  expect(await list(maker)).toMatchObject({ total: 0 });
  const trail = await stack.mongo
    .db(stack.config.MONGO_DATABASE)
    .collection('audit')
    .find({ target_id: saved.id })
    .sort({ at: 1 })
    .toArray();
  expect(trail.map(({ action, result }) => `${String(action)} ${String(result)}`)).toEqual([
    'template.create ok',
    'template.delete ok',
  ]);
});

test('its time range is relative or in its filters, and its fields are those that its maker may export', async () => {
  const client = await stack.client({ organisation: 'refusing', scopes: ['logs.export'] });
  const both = { ...monthly, filters: { created_at: { gte: '2026-03-01' } } };
  expectRefusal(await save(client, both), { param: 'filters.created_at', says: /relative_range/ });
  expectRefusal(await save(client, { ...monthly, name: ' ' }), { param: 'name' });
  expectRefusal(await save(client, { ...monthly, requested_data: [] }), { param: 'requested_data' });
  const prompts = { ...monthly, requested_data: ['request'] };
  expectRefusal(await save(client, prompts), { status: 403, code: 'scope_missing', param: 'requested_data' });
  const admin = await stack.client({ organisation: 'refusing', workspace: null });
  await admin.send('PUT', '/v1/export-settings', { denied_fields: ['cost'] });
  expectRefusal(await save(client, monthly), { status: 403, code: 'field_denied', param: 'requested_data' });
  expect(await list(admin)).toMatchObject({ total: 0 });
});

test('an organisation may have so many and no more, however many ask at once', async () => {
  const [one, other] = await Promise.all(
    ['one', 'other'].map((workspace) => stack.client({ organisation: 'many', workspace })),
  );
  const saved = await Promise.all(
    Array.from({ length: 2 * LIMIT }, (_, index) => save(index % 2 ? one! : other!, monthly)),
  );
  const refused = saved.filter(({ status }) => status !== 200);
  expect(refused).toHaveLength(LIMIT);
  for (const answer of refused) expectRefusal(answer, { status: 409, code: 'too_many_templates', says: /Delete one/ });
  expect((await list(one!)).total + (await list(other!)).total).toBe(LIMIT);
});
