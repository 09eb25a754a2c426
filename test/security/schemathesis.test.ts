import { startStack, type Stack } from '../support/stack';
import { runSchemathesis, SCHEMATHESIS } from './support/schemathesis';

const isLong = Boolean(process.env.SECURITY_LONG);
jest.setTimeout(isLong ? 3_600_000 : 600_000);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/**
 * By path, since all at once take longer than a test may. From the list of keys the tool would learn its own key's id, and
 * revoke it: that list is asked for by itself.
 */
test.each([
  ['exports', ['--include-path-regex', '^/v1/logs/exports']],
  ['schedules and templates', ['--include-path-regex', '^/v1/logs/(schedules|export-templates)']],
  ['logs and webhooks', ['--include-path-regex', '^/v1/(logs(/\\{id\\})?|webhooks.*)$']],
  [
    'the rest but the list of keys',
    ['--exclude-path-regex', '^/v1/(logs|webhooks)', '--exclude-operation-id', 'listApiKeys'],
  ],
  ['the list of keys', ['--include-operation-id', 'listApiKeys']],
])(
  'Schemathesis finds no 5xx, no undocumented status and no answer that breaks its schema: %s',
  async (_what, options) => {
    const client = await stack.client({ organisation: 'fuzzed', workspace: null });
    await client.insert({ request: { body: { model: 'm' } }, response: { status: 200, body: {} } });
    const seed = isLong ? Date.now() % 1_000_000 : 5;
    const examples = isLong ? 300 : 5;
    const { passed, output } = await runSchemathesis(stack.url, { key: client.key, examples, seed, options });
    console.log(`Schemathesis ${SCHEMATHESIS}, seed ${seed}\n${output.split('SUMMARY').at(-1)}`);
    if (!passed) throw new Error(output);
    expect((await client.send('GET', '/v1/logs/exports')).status).toBe(200);
  },
);
