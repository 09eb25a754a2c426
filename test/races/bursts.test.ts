/**
 * Real processes, two APIs and a worker, and requests that meet at random moments: whatever happens inside, the answers
 * and the record are those of some order of the requests.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { workflowIdOf } from '../../src/contract/workflow';
import { type ApiClient, createClient } from '../support/client';
import { insertLogs, logDocuments } from '../support/log-documents';
import { type ServiceProcess, startApiProcess, startWorkerProcess } from '../support/processes';
import { startStack, type Stack } from '../support/stack';
import { anyMove, times } from './arbitraries';
import { type Observed, statesAfter } from './linearizable';
import { draft, type Move } from './model';
import { createDraft, observe } from './requests';

jest.setTimeout(3_600_000);

let stack: Stack;
let processes: ServiceProcess[] = [];
let clients: ApiClient[];
beforeAll(async () => {
  stack = await startStack({ worker: false });
  await insertLogs(stack, logDocuments(2));
  const apis = await Promise.all([startApiProcess(stack.config), startApiProcess(stack.config)]);
  processes = [...apis, await startWorkerProcess(stack.config)];
  const { key } = await stack.client();
  clients = apis.map(({ url }) => createClient(url, key));
});
afterAll(async () => {
  await Promise.all(processes.map((running) => running.stop()));
  await stack.stop();
});

/** A move, and how many milliseconds after the first it is made. */
type Timed = { move: Move; after: number };
const timed: fc.Arbitrary<Timed> = fc.record({
  move: anyMove,
  after: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(600)),
});
const kindsAtOnce = (...kinds: ('start' | 'cancel' | 'delete' | 'download')[]) =>
  fc.tuple(...kinds.map((kind) => fc.record({ move: fc.constant<Move>({ kind }), after: fc.nat(30) })));

/** Bursts for several exports at once, which load each other. */
const bursts = fc.array(
  fc.oneof(
    fc.array(timed, { minLength: 2, maxLength: 5 }),
    kindsAtOnce('start', 'cancel'),
    kindsAtOnce('start', 'start', 'cancel', 'cancel'),
    kindsAtOnce('start', 'delete', 'cancel'),
    kindsAtOnce('delete', 'download', 'start'),
  ),
  { minLength: 4, maxLength: 4 },
);

async function burst(requests: readonly Timed[]): Promise<void> {
  const id = await createDraft(clients[0]!);
  const observed = await Promise.all(
    requests.map(async ({ move, after }, index) => {
      await sleep(after);
      return observe(clients[index % 2]!, id, move);
    }),
  );
  const last = await untilQuiet(id);
  const possible = statesAfter(draft, [...observed, ...last], 'success');
  if (possible.length === 0) throw new Error(`No order of the requests gives these answers: ${told(observed, last)}`);
}

/** Reads until the export is not in progress; what is read is to fit, too. */
async function untilQuiet(id: string): Promise<Observed[]> {
  for (;;) {
    const read = await observe(clients[1]!, id, { kind: 'read' });
    if (read.answer.seen?.status !== 'in_progress') return [read];
    await sleep(50);
  }
}

const told = (...observed: (readonly Observed[])[]) => JSON.stringify(observed.flat(), null, 1);

test('requests that meet are answered as if one had come after the other', async () => {
  const property = fc.asyncProperty(bursts, async (exports) => {
    await Promise.all(exports.map(burst));
  });
  await fc.assert(property, { numRuns: times(5), interruptAfterTimeLimit: 3_000_000 });
});

test('fifty starts at two API processes make one run', async () => {
  const id = await createDraft(clients[0]!);
  const starts = await Promise.all(
    Array.from({ length: 50 }, (_, index) => observe(clients[index % 2]!, id, { kind: 'start' })),
  );
  const ended = await clients[0]!.settled(id);
  // A start that comes after the end is a conflict; every other one is answered as the first.
  const codes = new Set(starts.map(({ answer }) => answer.code));
  expect([...codes].filter((code) => code !== 409)).toEqual([200]);
  expect(ended).toMatchObject({ status: 'success', attempt: 1 });
  const workflows = stack.temporal.workflow.list({ query: `WorkflowId = "${workflowIdOf(id)}"` });
  const found = new Set<string>();
  // What Temporal lists lags a little behind what it does.
  while (found.size === 0) for await (const { runId } of workflows) found.add(runId);
  expect(found.size).toBe(1);
});
