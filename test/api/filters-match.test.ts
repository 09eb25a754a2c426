import { Decimal128, Double, Int32, Long, type Document } from 'mongodb';
import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { storeLogs } from '../support/stored-logs';

/** A log is named by its `config`, so that a test can say which ones matched. */
const pairs = (keys: string[], values: string[]) => ({ 'metadata.key': keys, 'metadata.value': values });
const nested = (key: string[], value: string[]) => ({ metadata: { key, value } });

const logs: Document[] = [
  { metrics: { config: 'a', cost: new Int32(2), ai_org: 'openai', ai_model: 'gpt-4o', response_status_code: 200 } },
  {
    metrics: { config: 'b', cost: Long.fromNumber(3), ai_org: 'azure', ai_model: 'gpt-4o', response_status_code: 429 },
  },
  {
    metrics: {
      config: 'c',
      cost: new Double(2.5),
      ai_org: 'openai',
      ai_model: 'o3',
      response_status_code: new Double(500),
    },
  },
  { metrics: { config: 'd', cost: Decimal128.fromString('2.75'), response_status_code: Decimal128.fromString('200') } },
  { metrics: { config: 'e', cost: '2.6', ai_org: 'x__y', ai_model: 'm', response_status_code: Long.fromNumber(503) } },
  { metrics: { config: 'f', ...pairs(['team', 'env'], ['search', 'prod']), ai_org: 'openai', ai_model: 'my__model' } },
  { metrics: { config: 'g', ...nested(['env', 'team'], ['prod', 'search']), virtual_key: 'vk-1' } },
  { metrics: { config: 'h', ...pairs(['team', 'env'], ['prod', 'search']), virtual_key: 'vk-2', trace_id: 't1' } },
  { metrics: { config: 'i', ...nested(['n', 'flag', '$where', 'a.b'], ['1', 'true', '1', 'x']), trace_id: 't2' } },
  { metrics: { config: 'j', ...pairs(['team'], []), prompt_slug: 'greet' } },
  { metrics: { config: 'k', 'metadata.key': 'team', 'metadata.value': 'search', prompt_slug: 'part' } },
  {
    metrics: { config: 'l', metadata: null, req_units: new Int32(10), res_units: Long.fromNumber(5), total_units: 15 },
  },
  { metrics: { config: 'm', req_units: new Double(20.5), res_units: Decimal128.fromString('7'), total_units: 28 } },
  { metrics: { config: 'n' }, feedback: { weighted: new Double(0.5) } },
  { metrics: { config: 'o' }, feedback: { weighted: new Int32(-1) } },
  { metrics: { config: 'p' }, feedback: { weighted: Decimal128.fromString('0.75'), value: 5 } },
  { metrics: { config: 's', 'metadata.key': ['n', 'on', null, 'none'], 'metadata.value': [7, true, 'x', null] } },
  { metrics: { config: 't', metadata: { n: Long.fromNumber(7), on: 'true', 'a.b': 'y', none: null, list: ['x'] } } },
  { metrics: { config: 'u', ...pairs(['n', 'd'], ['7', '0.10']), response_status_code: '418', provider: 'vk-3' } },
  { metrics: { config: 'v', ...pairs(['n'], ['7.0']), metadata: { n: 8 }, provider: 'vk-1', virtual_key: 'vk-4' } },
  {
    metrics: { config: 'w', metadata: { d: Decimal128.fromString('0.10'), x: 0.1 }, req_units: '1e3', res_units: '08' },
  },
  { metrics: { config: 'q', ai_model: 'gpt-4o', response_status_code: 200, workspace_slug: 'side' } },
  { metrics: { config: 'r', ai_model: 'gpt-4o', response_status_code: 200 }, organisation_id: 'other' },
];

let stack: Stack;
let client: ApiClient;
let admin: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  [client, admin] = await Promise.all([stack.client(), stack.client({ workspace: null })]);
  await storeLogs(stack, logs);
});
afterAll(() => stack.stop());

interface Preview {
  total: number;
  sample: string[];
}

async function matching(filters: object, by = client): Promise<string> {
  const found: string[] = [];
  for (let offset = 0; ; offset += 5) {
    const body = { filters: { ...filters, offset, page_size: 5 }, requested_data: ['config'] };
    const answer = await by.send<Preview>('POST', '/v1/logs/exports/preview', body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    found.push(...answer.body.sample.map((line) => (JSON.parse(line) as { config: string }).config));
    expect(answer.body.total).toBe(answer.body.sample.length);
    if (answer.body.total < 5) return found.join('');
  }
}

const cases: [filters: object, configs: string][] = [
  [{}, 'abcdefghijklmnopstuvw'],
  [{ cost_min: 2.5 }, 'bcde'],
  [{ cost_max: 2.5 }, 'ac'],
  [{ cost_min: 2.5, cost_max: 2.75 }, 'cde'],
  [{ cost_max: 2.6 }, 'ace'],
  [{ cost_min: 3, cost_max: 3 }, 'b'],
  [{ cost_min: 1e300 }, ''],
  [{ prompt_token_min: 10 }, 'lmw'],
  [{ prompt_token_min: 999, prompt_token_max: 1000 }, 'w'],
  [{ prompt_token_min: 10.5 }, 'mw'],
  [{ prompt_token_max: 10 }, 'l'],
  [{ completion_token_min: 6 }, 'm'],
  [{ completion_token_max: 6 }, 'l'],
  [{ total_units_min: 15, total_units_max: 27 }, 'l'],
  [{ weighted_feedback_min: 0.5 }, 'np'],
  [{ weighted_feedback_max: 0 }, 'o'],
  [{ weighted_feedback_min: -1, weighted_feedback_max: 0.6 }, 'no'],
  [{ status_code: 200 }, 'ad'],
  [{ status_code: '200' }, 'ad'],
  [{ status_code: ' 429 , 500,503' }, 'bce'],
  [{ ai_model: 'gpt-4o' }, 'ab'],
  [{ ai_model: 'gpt-4o, o3,' }, 'abc'],
  [{ ai_model: 'gpt' }, ''],
  [{ ai_model: '.*' }, ''],
  [{ ai_org_model: 'openai__gpt-4o' }, 'a'],
  [{ ai_org_model: 'openai__o3, azure__gpt-4o' }, 'bc'],
  [{ ai_org_model: 'openai__my__model' }, 'f'],
  [{ ai_org_model: 'azure__o3' }, ''],
  [{ virtual_keys: 'vk-1' }, 'g'],
  [{ virtual_keys: 'vk-3, vk-4' }, 'uv'],
  [{ status_code: 418 }, 'u'],
  [{ virtual_keys: 'vk-1,vk-2' }, 'gh'],
  [{ configs: 'a,z,c' }, 'ac'],
  [{ trace_id: 't1' }, 'h'],
  [{ trace_id: 't2,t1' }, 'hi'],
  [{ prompt_slug: 'greet,part' }, 'jk'],
  [{ workspace_slug: 'main' }, 'abcdefghijklmnopstuvw'],
  [{ workspace_slug: 'side' }, ''],
  [{ metadata: {} }, 'abcdefghijklmnopstuvw'],
  [{ metadata: { team: 'search' } }, 'fg'],
  [{ metadata: { team: 'search', env: 'prod' } }, 'fg'],
  [{ metadata: { env: 'search' } }, 'h'],
  [{ metadata: { team: 'search', env: 'search' } }, ''],
  [{ metadata: { team: '' } }, ''],
  [{ metadata: { n: 1, flag: true } }, 'i'],
  [{ metadata: { $where: '1', 'a.b': 'x' } }, 'i'],
  [{ metadata: { n: '7' } }, 'stu'],
  [{ metadata: { n: 7 } }, 'stuv'],
  [{ metadata: { n: '7.0' } }, 'stv'],
  [{ metadata: { n: 8 } }, ''],
  [{ metadata: { on: true } }, 'st'],
  [{ metadata: { on: 'true', n: 7 } }, 'st'],
  [{ metadata: { none: 'null' } }, ''],
  [{ metadata: { d: '0.10' } }, 'uw'],
  [{ metadata: { x: 0.1 } }, 'w'],
  [{ metadata: { 'a.b': 'y' } }, 't'],
  [{ metadata: { list: 'x' } }, ''],
  [{ metadata: { team: '$team' } }, ''],
  [{ metadata: { constructor: 'x' } }, ''],
  [{ status_code: 200, cost_min: 2.5 }, 'd'],
  [{ ai_model: 'gpt-4o', status_code: 429, ai_org_model: 'azure__gpt-4o', cost_max: 3 }, 'b'],
];
test.each(cases.map(([filters, configs]) => ({ title: JSON.stringify(filters), filters, configs })))(
  '$title matches "$configs"',
  async ({ filters, configs }) => {
    expect(await matching(filters)).toBe(configs);
  },
);

test.each([
  [{}, 'abcdefghijklmnopstuvwq'],
  [{ workspace_slug: 'side' }, 'q'],
  [{ workspace_slug: 'main,side', ai_model: 'gpt-4o' }, 'abq'],
])('for a key of all workspaces, %j matches "%s"', async (filters, configs) => {
  expect(await matching(filters, admin)).toBe(configs);
});
