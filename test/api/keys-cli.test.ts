import { execFile } from 'node:child_process';
import { startStack, type Stack } from '../support/stack';
import { createClient } from '../support/client';
import { compiledScript } from '../support/compiled-script';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

const unset = { MONGO_DB_CONNECTION_URL: '', MONGO_DATABASE: '' };

/** Runs the command as a process of its own. */
function keys(args: string[], env: Record<string, string> = {}) {
  const { MONGO_DB_CONNECTION_URL, MONGO_DATABASE } = stack.config;
  const variables = { ...process.env, MONGO_DB_CONNECTION_URL, MONGO_DATABASE, ...env };
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [compiledScript('cli/keys'), ...args], { env: variables }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const whose = ['--organisation', 'acme', '--workspace', 'main'];
const asked = (key: string, route = '/v1/logs/exports') => createClient(stack.url, key).send('GET', route);

test('a key is made, listed without itself, used, and revoked', async () => {
  const made = await keys(['create', ...whose, '--scopes', 'logs.export, logs.view', '--name', 'for tests']);
  expect(made).toMatchObject({ code: 0, err: '' });
  const lines = made.out.trimEnd().split('\n');
  const key = lines.at(-1)!;
  expect(key).toMatch(/^lxk_[A-Za-z0-9_-]{43}$/);
  const id = /^Key (\S+) for acme, main\./.exec(lines[0]!)![1]!;
  expect((await asked(key)).status).toBe(200);

  const listed = await keys(['list']);
  const row = listed.out.split('\n').find((line) => line.startsWith(id))!;
  expect(row.split('\t').slice(1, 5)).toEqual([`${key.slice(0, 8)}…`, 'acme', 'main', 'logs.export,logs.view']);
  expect(row).toMatch(/for tests$/);
  expect(listed.out).not.toContain(key);
  const { mongo, config } = stack;
  const stored = await mongo.db(config.MONGO_DATABASE).collection('api_keys').find().toArray();
  expect(JSON.stringify(stored)).not.toContain(key);

  expect(await keys(['revoke', id])).toMatchObject({ code: 0, out: `Key ${id} is revoked.\n` });
  expect((await asked(key)).status).toBe(401);
  expect((await keys(['list'])).out).toMatch(new RegExp(`^${id}.*revoked 2`, 'm'));
  expect(await keys(['revoke', id])).toMatchObject({
    code: 1,
    err: expect.stringContaining('no key in use') as string,
  });
});

test('a key of one person is made and listed as such', async () => {
  const person = ['--user', 'ada@example.com', '--visibility', 'own'];
  const made = await keys(['create', ...whose, '--scopes', 'logs.export', ...person]);
  expect(made.code).toBe(0);
  expect((await keys(['list'])).out).toContain('\tada@example.com (own)\t');
});

test('left out, the workspace is every one', async () => {
  const made = await keys(['create', '--organisation', 'acme', '--scopes', 'logs.export']);
  expect(made.out).toMatch(/for acme, all workspaces/);
});

const wrong: [what: string, args: string[], says: RegExp, env?: Record<string, string>][] = [
  ['no organisation', ['create', '--scopes', 'logs.export'], /required option '--organisation <id>'/],
  ['no scopes', ['create', ...whose], /required option '--scopes <list>'/],
  [
    'a scope that is none',
    ['create', ...whose, '--scopes', 'logs.export,root'],
    /"root" is no scope\. There are: logs/,
  ],
  ['an empty scope', ['create', ...whose, '--scopes', ''], /is no scope/],
  [
    'a path for an organisation',
    ['create', '--organisation', '../x', '--scopes', 'admin'],
    /begin with a letter or digit/,
  ],
  [
    'an operator for a workspace',
    ['create', ...whose, '--workspace', '$ne', '--scopes', 'admin'],
    /begin with a letter/,
  ],
  ['one without a person', ['create', ...whose, '--scopes', 'logs.export', '--visibility', 'own'], /needs --user/],
  [
    'one of one person for an admin',
    ['create', ...whose, '--scopes', 'admin', '--user', 'ada', '--visibility', 'own'],
    /can’t have --visibility own/,
  ],
  ['an unknown option', ['create', ...whose, '--scopes', 'admin', '--admin'], /unknown option '--admin'/],
  ['an unknown command', ['destroy'], /unknown command 'destroy'/],
  ['an id that is none', ['revoke', 'nobody'], /There is no key in use with the id nobody/],
  ['no id', ['revoke'], /missing required argument 'id'/],
  ['no database named', ['list'], /MONGO_DB_CONNECTION_URL is not set/, unset],
];
test.each(wrong.map(([what, args, says, env]) => ({ what, args, says, env })))(
  '$what is a sentence and an exit code',
  async ({ args, says, env }) => {
    const { code, out, err } = await keys(args, env);
    expect(code).not.toBe(0);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).not.toContain('lxk_');
  },
);
