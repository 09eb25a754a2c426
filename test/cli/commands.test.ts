import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiClient } from '../support/client';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { setUpCli, type Cli, type Ended } from './support/cli';

/** A joiner, and a character that takes two of UTF-16: neither can be seen. */
const HIDING = 'a\u200db\u{e0041}';
const documents = logDocuments(12, (index) => ({
  metrics: { ai_model: index < 4 ? 'gpt-4o' : 'o3', ...(index === 11 && { trace_id: HIDING }) },
}));

let stack: Stack;
let client: ApiClient;
let cli: Cli;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  await insertLogs(stack, documents);
  client = await stack.client();
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key });
});
afterAll(async () => {
  cli.remove();
  await stack.stop();
});

const words = (...args: string[]) => cli.run(args);
const answer = async (...args: string[]): Promise<unknown> => {
  const { code, out } = await cli.run([...args, '--json']);
  return code === 0 ? JSON.parse(out) : { code };
};

test('create takes every filter as a flag, and prints the id alone', async () => {
  const { code, out, err } = await words(
    ...[
      'create',
      '--fields',
      'id, cost',
      '--fields',
      'ai_model',
      '--from',
      '2026-03-09',
      '--until',
      '2026-03-10T10:00:00Z',
    ],
    ...['--cost-min', '0.5', '--cost-max', '9', '--total-units-min', '1', '--total-units-max', '2'],
    ...['--prompt-token-min', '3', '--prompt-token-max', '4', '--completion-token-min', '5'],
    ...['--completion-token-max', '6', '--weighted-feedback-min=-1', '--weighted-feedback-max', '1'],
    ...['--status-code', '200,429', '--ai-model', 'gpt-4o', '--ai-org-model', 'openai__gpt-4o', '--virtual-keys', 'v'],
    ...['--configs', 'c', '--trace-id', 't', '--prompt-slug', 'p', '--workspace-slug', 'main'],
    ...['--metadata', 'team=a=b', '--metadata', 'env=prod', '--page-size', '10', '--offset', '2'],
    ...['--workspace', 'main', '--description', 'for tests'],
    ...['--format', 'csv', '--compression', 'gzip', '--csv-formulas', 'keep'],
  );
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/Start it: logs-export start /) as string });
  expect(await client.read(out.trimEnd())).toMatchObject({
    ...{
      requested_data: ['id', 'cost', 'ai_model'],
      ...{ format: 'csv', compression: 'gzip', csv_formulas: 'keep' },
      description: 'for tests',
      workspace_id: 'main',
    },
    filters: {
      created_at: { gte: '2026-03-09', lte: '2026-03-10T10:00:00Z' },
      ...{ cost_min: 0.5, cost_max: 9, total_units_min: 1, total_units_max: 2, prompt_token_min: 3 },
      ...{ prompt_token_max: 4, completion_token_min: 5, completion_token_max: 6 },
      ...{ weighted_feedback_min: -1, weighted_feedback_max: 1, status_code: '200,429', ai_model: 'gpt-4o' },
      ...{ ai_org_model: 'openai__gpt-4o', virtual_keys: 'v', configs: 'c', trace_id: 't', prompt_slug: 'p' },
      ...{ workspace_slug: 'main', metadata: { team: 'a=b', env: 'prod' }, page_size: 10, offset: 2 },
    },
  });
});

test('--last and relative times count back from now', async () => {
  const created = (await answer('create', '--fields', 'id', '--from', '2w', '--until', '36h')) as { id: string };
  const { filters } = await client.read(created.id);
  const { gte, lte } = filters.created_at as { gte: string; lte: string };
  expect(Date.parse(lte) - Date.parse(gte)).toBeGreaterThan(12 * 86_400_000);
  expect(Date.parse(lte) - Date.parse(gte)).toBeLessThan(13 * 86_400_000);
  expect(await answer('preview', '--fields', 'id', '--last', '1000d')).toMatchObject({ total: 12 });
  expect(await answer('preview', '--fields', 'id', '--last', '1m')).toMatchObject({ total: 0 });
});

test('preview tells how many, and shows the first lines', async () => {
  const { code, out, err } = await words(
    'preview',
    '--fields',
    'id,ai_model',
    '--ai-model',
    'gpt-4o',
    '--page-size',
    '3',
  );
  expect(code).toBe(0);
  expect(err).toMatch(
    /^The export would hold 3 logs, about \d+ B\.\n4 logs match: only 3 of them will be in the file\.\nMatching logs in total: \$\d+\.\d+, [\d,]+ tokens\.\n$/,
  );
  expect(out.split('\n')[0]).toBe('{"id":"log-000000","ai_model":"gpt-4o"}');
});

test('preview shows what hides in a line, which stays JSON', async () => {
  const { out } = await words('preview', '--fields', 'trace_id', '--trace-id', HIDING);
  expect(out).toBe('{"trace_id":"a\\u200db\\udb40\\udc41"}\n');
  expect(JSON.parse(out)).toEqual({ trace_id: HIDING });
});

test('preview gives the size of the file, as small as compression makes it, and counts what it leaves out', async () => {
  const sizeIn = async (...flags: string[]) => {
    const preview = await answer('preview', '--fields', 'id,request', ...flags);
    return (preview as { estimated_bytes: number }).estimated_bytes;
  };
  const [plain, packed] = [await sizeIn(), await sizeIn('--format', 'jsonl.gz')];
  expect(packed).toBeLessThan(plain / 2);
  const { err } = await words('preview', '--format', 'chat');
  expect(err).toMatch(
    /^The export would hold 12 logs, about 0 B\.\nMatching logs in total: .+\.\nLogs left out of the first 12: not_chat 12\.\n$/,
  );
});

test('who reads no further is no fault', async () => {
  const piped = ['-c', 'set -o pipefail; "$@" | true', 'bash', process.execPath, cli.program, 'fields', '--json'];
  expect(await cli.onTerminal('bash', piped).ended).toEqual({ code: 0, out: '', err: '' });
});

test('an export is started, shown, listed and cancelled', async () => {
  const id = (await words('create', '--fields', 'id', '--description', 'a\x1b[2Jb')).out.trimEnd();
  expect(await words('start', id)).toEqual({ code: 0, out: 'The export is started.\n', err: '' });
  const status = await words('status', id);
  expect(status.out).toMatch(/^status +in_progress\nlogs +0 of 12$/m);
  // What someone wrote can't write to the terminal.
  expect(status.out).toMatch(/^description +a\\u\{1b\}\[2Jb$/m);
  expect(await answer('status', id)).toEqual(await client.read(id));
  const list = await words('list', '--status', 'in_progress', '--page-size', '1');
  expect(list.out.split('\n')[1]).toMatch(new RegExp(`^${id} +in_progress +0 of 12 +20\\S+ +main +a\\\\u`));
  expect(await answer('list', '--page', '1', '--page-size', '1')).toMatchObject({ data: [{ object: 'export' }] });
  expect(await words('cancel', id)).toMatchObject({ code: 0, out: expect.stringMatching(/^The export is/) as string });
});

test('list names the next page where there is one', async () => {
  const ids = await Promise.all([0, 1, 2].map(() => client.create({ filters: {}, requested_data: ['id'] })));
  const { total } = (await answer('list')) as { total: number };
  expect(total).toBeGreaterThanOrEqual(ids.length);
  const page = async (number: number) => (await words('list', '--page-size', '1', '--page', String(number))).err;
  expect(await page(0)).toBe(`1 of ${total}. More: --page 1.\n`);
  expect(await page(total - 1)).toBe(`1 of ${total}.\n`);
  expect(await page(total)).toBe(`0 of ${total}.\n`);
});

test('fields lists the catalogue', async () => {
  const { out } = await words('fields');
  expect(out).toMatch(/^request +Content +Request body .* Needs the scope completions\.$/m);
  expect(await answer('fields')).toEqual((await client.send('GET', '/v1/logs/exports/fields')).body);
});

test('keys are made, listed and revoked over the API', async () => {
  const made = await words('keys', 'create', '--scopes', 'logs.export', '--name', 'ci', '--expires', '2099-01-01');
  const key = made.out.trimEnd();
  expect(key).toMatch(/^lxk_/);
  const [, id] = /^Key (\S+) for acme, main\./.exec(made.err)!;
  const asked = () => cli.run(['list'], { LOGS_EXPORT_API_KEY: key });
  expect((await asked()).code).toBe(0);
  const { out } = await words('keys', 'list');
  expect(out).toMatch(new RegExp(`^${id} +${key.slice(0, 8)}… +acme +main +logs\\.export +last used \\S+ +ci$`, 'm'));
  expect(out).not.toContain(key);
  expect(await words('keys', 'revoke', id!)).toMatchObject({ code: 0, out: 'The API key is revoked.\n' });
  expect(await asked()).toMatchObject({ code: 3 });
});

describe('exit codes', () => {
  const says = (code: number, err: RegExp): Ended => ({ code, out: '', err: expect.stringMatching(err) as string });

  test.each<[what: string, args: string[], err: RegExp]>([
    ['an unknown command', ['destroy'], /unknown command 'destroy'/],
    ['an unknown flag', ['list', '--all'], /unknown option '--all'/],
    ['no fields', ['create'], /'--fields <names>' not specified/],
    ['a field that is none', ['create', '--fields', 'id,colour'], /"colour" is no field\. See: logs-export fields/],
    ['no number', ['create', '--cost-min', 'cheap'], /It must be a number/],
    ['a page of nothing', ['create', '--page-size', '0'], /Too small/],
    ['no status code', ['create', '--status-code', 'ok'], /It must be a status code or several/],
    ['no pair', ['create', '--metadata', 'team'], /It must be key=value/],
    ['no time', ['create', '--from', 'yesterday'], /It must be an ISO 8601 time, a date, or how long ago/],
    ['no length of time', ['create', '--last', '2026-03-09'], /It must be a length of time/],
    ['two beginnings', ['create', '--last', '1d', '--from', '2d'], /cannot be used with option '--from/],
    ['no URL', ['list', '--url', 'logs.example.com'], /It must be a URL/],
    ['no page', ['list', '--page', '-1'], /'--page <number>' argument '-1' is invalid\. Too small/],
    ['no page size', ['keys', 'list', '--page-size', 'all'], /'--page-size <number>'.+ It must be a number/],
    ['no id', ['run', ''], /value '' is invalid for argument 'id'\. It must be an id/],
    ['a path for an export', ['download', '..'], /It must be an id/],
    ['an endpoint for an export', ['status', 'fields'], /It must be an id/],
    ['a path for a key', ['keys', 'revoke', '.'], /It must be an id/],
    ['what the API calls invalid', ['create', '--fields', 'id,id'], /must not name id twice/],
    [
      'a reversed range',
      ['preview', '--fields', 'id', '--from', '1d', '--until', '2d'],
      /must not be a reversed range/,
    ],
  ])('2: %s', async (_what, args, err) => {
    expect(await cli.run(args)).toEqual(says(2, err));
  });

  test('2: no key', async () => {
    expect(await cli.run(['list'], { LOGS_EXPORT_API_KEY: undefined })).toEqual(
      says(2, /'--api-key <key>' not specified/),
    );
  });

  test.each(['lxk_first\nlxk_second', 'lxk_\u00e9', ' '])('2: what is no key, which is not shown: %j', async (key) => {
    const { code, err } = await cli.run(['list'], { LOGS_EXPORT_API_KEY: key });
    expect({ code, err }).toEqual({
      ...{
        code: 2,
        err: expect.stringMatching(/^The API key holds .+ See LOGS_EXPORT_API_KEY or --api-key\.\n$/) as string,
      },
    });
    expect(err).not.toContain('lxk');
  });

  test('3: what the API refuses, in its words', async () => {
    const draft = await client.create({ filters: {}, requested_data: ['id'] });
    const viewer = await stack.client({ scopes: ['logs.export'] });
    const asViewer = { LOGS_EXPORT_API_KEY: viewer.key };
    expect(await cli.run(['list', '--api-key', 'lxk_no'])).toEqual(says(3, /API key/));
    expect(await cli.run(['status', 'no/such'])).toEqual(says(3, /export/));
    expect(await cli.run(['create', '--fields', 'request'], asViewer)).toEqual(says(3, /completions/));
    expect(await cli.run(['keys', 'list'], asViewer)).toEqual(says(3, /admin/));
    expect(await client.send('DELETE', `/v1/logs/exports/${draft}`)).toMatchObject({ status: 200 });
    expect(await cli.run(['start', draft])).toEqual(says(3, /export/));
  });

  test('1: a download of what has not succeeded', async () => {
    const draft = await client.create({ filters: {}, requested_data: ['id'] });
    expect(await cli.run(['download', draft])).toEqual(
      says(1, /^The export is draft\.\nGo on with it: logs-export run /),
    );
  });

  test.each([
    ['/v1/logs/exports/preview?x=1', '/'],
    ['/gateway/v1/logs/exports/preview', '/gateway/'],
    ['/login?next=%2Fv1', '/login'],
  ])('2: a server that sends elsewhere: %s', async (location, shown) => {
    const asked: string[] = [];
    const server = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.writeHead(301, { location: `https://logs.example.com${location}` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { code, err } = await cli.run(['preview', '--fields', 'id', '--url', url]);
    server.close();
    expect({ code, err, asked }).toEqual({
      ...{ code: 2, asked: ['POST /v1/logs/exports/preview'] },
      err: `${url} redirects to https://logs.example.com${shown}: use that as the URL.\n`,
    });
  });

  test('4: nobody there, or not this API', async () => {
    expect(await cli.run(['list', '--url', 'http://127.0.0.1:9'])).toEqual(says(4, /can't be reached \(.+\)/));
    expect(await cli.run(['list', '--url', `${stack.url}/docs/x`])).toMatchObject({ code: 3 });
  });
});

test('the URL may end in /v1, as the SDKs want it', async () => {
  expect(await cli.run(['list', '--url', `${stack.url}/v1/`])).toMatchObject({ code: 0 });
});
