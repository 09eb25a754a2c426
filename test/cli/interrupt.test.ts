import { readFileSync } from 'node:fs';
import path from 'node:path';
import { workflowIdOf } from '../../src/contract/workflow';
import type { ApiClient } from '../support/client';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { setUpCli, type Cli, type Running } from './support/cli';

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const documents = logDocuments(3);
const run = ['run', '--fields', COLUMNS.join(',')];

let stack: Stack;
let client: ApiClient;
let cli: Cli;
beforeAll(async () => {
  // Without a worker, an export runs for as long as a test wants.
  stack = await startStack({ worker: false });
  await insertLogs(stack, documents);
  client = await stack.client();
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key });
});
afterAll(async () => {
  cli.remove();
  await stack.stop();
});

const latest = async () =>
  (await client.send<{ data: { id: string; status: string }[] }>('GET', '/v1/logs/exports?page_size=1')).body.data[0]!;

/** The id of the export that the command has begun to wait for. */
async function waitingFor(running: Running): Promise<string> {
  await running.shows('logs/s');
  const { id, status } = await latest();
  expect(status).toBe('in_progress');
  return id;
}

const isCancelAsked = async (id: string) => {
  const { events } = await stack.temporal.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  return events!.some((event) => event.workflowExecutionCancelRequestedEventAttributes);
};

test('without a terminal, Ctrl-C leaves the export running and says how to go on and how to cancel; both work', async () => {
  const left = cli.start([...run, '-o', 'left.jsonl']);
  const id = await waitingFor(left);
  left.process.kill('SIGINT');
  const { code, err } = await left.ended;
  expect(code).toBe(130);
  expect(err).toContain(`Cancel it: logs-export cancel ${id}\nCome back to it: logs-export run ${id}\n`);
  expect(await isCancelAsked(id)).toBe(false);

  const back = cli.start(['run', id, '-o', 'left.jsonl']);
  const worker = await stack.startWorker();
  expect((await back.ended).code).toBe(0);
  await worker.stop();
  expect(readFileSync(path.join(cli.folder, 'left.jsonl'), 'utf8')).toBe(linesOf(documents));
});

test('on a terminal it asks: no goes on, and Ctrl-C at the question leaves the export running', async () => {
  const asked = cli.startOnTerminal(run);
  const id = await waitingFor(asked);
  asked.type(CTRL_C);
  await asked.shows('Cancel the export?');
  await asked.shows('[y/N]');
  asked.type('n\n');
  await asked.shows('logs/s');
  asked.type(CTRL_C);
  await asked.shows('[y/N]');
  asked.type(CTRL_C);
  const { code, out } = await asked.ended;
  expect({ code, said: out.includes(`Come back to it: logs-export run ${id}`) }).toEqual({ code: 130, said: true });
  expect(await isCancelAsked(id)).toBe(false);
  await client.cancel(id);
});

test('on a terminal it asks: Ctrl-D goes on, and then nobody can be asked again', async () => {
  const asked = cli.startOnTerminal(run);
  const id = await waitingFor(asked);
  asked.type(CTRL_C);
  await asked.shows('[y/N]');
  asked.type(CTRL_D);
  await asked.shows('logs/s');
  asked.type(CTRL_C);
  const { code, out } = await asked.ended;
  expect({ code, said: out.includes(`Come back to it: logs-export run ${id}`) }).toEqual({ code: 130, said: true });
  await client.cancel(id);
});

test('on a terminal it asks: yes cancels the export', async () => {
  const asked = cli.startOnTerminal(run);
  const id = await waitingFor(asked);
  asked.type(CTRL_C);
  await asked.shows('[y/N]');
  asked.type('y\n');
  const { code, out } = await asked.ended;
  expect(code).toBe(130);
  expect(out).toMatch(/The export is (being )?stopped\./);
  expect(await isCancelAsked(id)).toBe(true);
});

test('an export that somebody else cancels ends the run in words', async () => {
  const running = cli.start(run);
  const id = await waitingFor(running);
  await client.cancel(id);
  const worker = await stack.startWorker();
  const { code, err } = await running.ended;
  await worker.stop();
  expect(code).toBe(1);
  expect(err).toContain(`The export is stopped.\nGo on with it: logs-export run ${id}`);
});
