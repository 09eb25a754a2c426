/**
 * Two APIs work on one export at the same time. Each of their calls to an engine is a turn, and fast-check chooses the
 * order of the turns: whatever it is, the answers and the record are those of some order of the requests, one by one.
 */
import fc from 'fast-check';
import { openTestBucket } from '../support/bucket';
import { type ApiClient, createClient } from '../support/client';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { anyMove, times } from './arbitraries';
import { startGatedApi } from './gated-api';
import { type Observed, statesAfter } from './linearizable';
import { draft, type Ending, type Move, type State } from './model';
import { columnsOf, createDraft, observe } from './requests';
import { type RefusingBucket, startRefusingBucket } from './refusing-bucket';
import { type HoldableWorker, startHoldableWorker } from './runs';
import { createTurnstile } from './turnstile';

jest.setTimeout(3_600_000);

const turnstile = createTurnstile();
let stack: Stack;
let faulty: RefusingBucket;
let worker: HoldableWorker;
let apis: Awaited<ReturnType<typeof startGatedApi>>[];
let clients: ApiClient[];
let bucket: ReturnType<typeof openTestBucket>;

beforeAll(async () => {
  faulty = await startRefusingBucket();
  stack = await startStack({ worker: false, variables: { GCS_API_ENDPOINT: faulty.endpoint } });
  bucket = openTestBucket(stack.config);
  await insertLogs(stack, logDocuments(2));
  worker = await startHoldableWorker(stack);
  apis = [await startGatedApi(stack, turnstile), await startGatedApi(stack, turnstile)];
  const { key } = await stack.client();
  clients = apis.map(({ url }) => createClient(url, key));
});
afterAll(async () => {
  await worker.stop();
  for (const api of apis) await api.stop();
  await stack.stop();
  await faulty.stop();
});

interface Race {
  /** Made one after the other, before the race. */
  first: Move[];
  /** Made at once, by turns at the two APIs. */
  racing: Move[];
  ending: 'success' | 'failure';
  /** Whether runs wait for the race to be over. */
  held: boolean;
}

const race: fc.Arbitrary<Race> = fc.record({
  first: fc.array(anyMove, { maxLength: 2 }),
  racing: fc.array(anyMove, { minLength: 2, maxLength: 4 }),
  ending: fc.constantFrom('success', 'failure'),
  held: fc.boolean(),
});

/** What is true of an export in the end, whatever came before: its record, its file and nothing else in the bucket. */
async function check(id: string, possible: readonly State[]): Promise<void> {
  const { answer } = await observe(clients[0]!, id, { kind: 'read' });
  const stored = await bucket.names(`acme/main/${id}`);
  if (answer.code === 404) {
    expect(possible.map(({ status }) => status)).toContain('gone');
    expect(stored).toEqual([]);
    return;
  }
  expect(possible).toContainEqual(answer.seen);
  if (answer.seen!.status !== 'success') {
    if (answer.seen!.status !== 'failure') expect(stored).toEqual([]);
    return;
  }
  const { file } = await clients[0]!.read(id);
  expect(stored).toEqual([`acme/main/${id}/${file!.name}`]);
  const [line] = (await clients[0]!.download(id)).toString().split('\n');
  expect(Object.keys(JSON.parse(line!) as object)).toEqual(columnsOf(answer.seen!.version));
}

/** Waits until no run is under way; the record of each ends by itself, or not at all. */
async function untilQuiet(id: string): Promise<void> {
  while ((await clients[0]!.read(id)).status === 'in_progress') await new Promise((resolve) => setTimeout(resolve, 50));
}

async function runRace({ first, racing, ending, held }: Race, order: fc.Scheduler): Promise<void> {
  const id = await createDraft(clients[0]!);
  if (ending === 'failure') faulty.refuse(id);
  if (held) worker.hold(id);
  const whileRacing: Ending = held ? null : ending;
  const observed: Observed[] = [];
  for (const move of first) observed.push(await observe(clients[0]!, id, move));
  const requests = racing.map((move, index) => () => observe(clients[index % 2]!, id, move));
  observed.push(...(await turnstile.run(order, requests)));

  const possible = statesAfter(draft, observed, whileRacing);
  if (possible.length === 0) throw new Error(`No order of the requests gives these answers: ${told(observed)}`);
  worker.release(id);
  await untilQuiet(id);
  await check(
    id,
    possible.flatMap((state) => statesAfter(state, [], ending)),
  );
}

const told = (observed: readonly Observed[]) =>
  observed
    .map(
      ({ move, answer, sent, answered }) =>
        `\n  ${sent}–${answered} ${JSON.stringify(move)} → ${JSON.stringify(answer)}`,
    )
    .join('');

test('whatever the order of the calls, the requests have an order', async () => {
  await fc.assert(fc.asyncProperty(race, fc.scheduler(), runRace), { numRuns: times(25) });
});
