/** `logs-export schedules download`, run again and again as cron does. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { insertLogs, linesOf, logDocument } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { schedulesOf, testClock } from '../schedules/support';
import { setUpCli, type Cli } from './support/cli';

const at = (time: string) => new Date(`2026-03-09T${time}Z`);
const documents = [at('10:00:00'), at('10:59:59.999'), at('11:00:00'), at('12:30:00')].map((created_at, index) =>
  logDocument(index, { created_at }),
);
const late = logDocument(9, { created_at: at('11:30:00') });
const clock = testClock('2026-03-09T12:00:00Z');

let stack: Stack;
let schedules: ReturnType<typeof schedulesOf>;
let cli: Cli;
let id: string;
beforeAll(async () => {
  stack = await startStack({ now: clock.now });
  await insertLogs(stack, documents);
  const client = await stack.client();
  schedules = schedulesOf(client, stack, clock);
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key });
  id = await schedules.create({
    ...{ name: 'hourly', every: 'hour', settle_minutes: 0, recheck_hours: 1 },
    start_at: at('10:00:00').toISOString(),
  });
  await schedules.quiet(id);
});
afterAll(async () => {
  await schedules.handleOf(id).delete();
  cli.remove();
  await stack.stop();
});

const download = (...args: string[]) => cli.run(['schedules', 'download', ...args, '--output', 'windows']);
const folder = () => path.join(cli.folder, 'windows');
const files = () =>
  readdirSync(folder())
    .filter((name) => !name.endsWith('.manifest.json'))
    .sort();
const joined = () =>
  files()
    .map((name) => readFileSync(path.join(folder(), name), 'utf8'))
    .join('');

test('each run fetches what is not there, mends what is damaged, and replaces what a revision replaced', async () => {
  expect(await download('hourly', '--since', '2026-03-09T11:00:00Z')).toMatchObject({ code: 0 });
  expect(files()).toEqual(['20260309T110000Z_20260309T120000Z.jsonl']);
  const both = await download('hourly');
  expect(both).toMatchObject({ code: 0, err: expect.stringContaining('1 new, 1 were there.') as string });
  expect(joined()).toBe(linesOf(documents.slice(0, 3)));
  expect((await download(id)).err).toBe('0 new, 2 were there.\n');

  truncateSync(path.join(folder(), files()[0]!), 10);
  expect((await download(id)).err).toContain('1 new, 1 were there.');
  expect(joined()).toBe(linesOf(documents.slice(0, 3)));

  await insertLogs(stack, [late]);
  clock.moveTo('2026-03-09T13:00:00Z');
  await schedules.fire(id);
  await until(async () => (await schedules.exportsOf(id)).some(({ superseded_by }) => superseded_by !== null));
  expect((await download(id)).err).toContain('2 new, 1 were there.');
  expect(files()).toEqual([
    '20260309T100000Z_20260309T110000Z.jsonl',
    '20260309T110000Z_20260309T120000Z-r2.jsonl',
    '20260309T120000Z_20260309T130000Z.jsonl',
  ]);
  expect(joined()).toBe(linesOf([...documents, late]));
  expect(readdirSync(folder())).toHaveLength(6);
  for (const name of files()) expect((await cli.run(['verify', path.join('windows', name)])).code).toBe(0);
});

test('a schedule that is none is refused, one whose name is not its alone, and a folder of another', async () => {
  expect(await download('weekly')).toMatchObject({ code: 3, err: expect.stringContaining('"weekly"') as string });
  const twins = [await schedules.create({ name: 'twin' }), await schedules.create({ name: 'twin' })];
  const ambiguous = await download('twin');
  expect(ambiguous.code).toBe(2);
  for (const twin of twins) expect(ambiguous.err).toContain(twin);
  expect(await download(twins[0]!)).toMatchObject({
    code: 1,
    err: expect.stringContaining('holds files of other exports') as string,
  });
  for (const twin of twins) await schedules.handleOf(twin).delete();
});
