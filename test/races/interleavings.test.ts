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
import { draft, type Move, type State } from './model';
import { drawnBy, inEveryOrder } from './orders';
import { columnsOf, createDraft, observe } from './requests';
import { type RefusingBucket, startRefusingBucket } from './refusing-bucket';
import { type HoldableWorker, startHoldableWorker } from './runs';
import { type Choose, createTurnstile, type Turnstile } from './turnstile';

jest.setTimeout(3_600_000);

/** Two APIs whose calls go through one turnstile; races are run in several lanes at once, to have more of them. */
interface Lane {
  turnstile: Turnstile;
  apis: Awaited<ReturnType<typeof startGatedApi>>[];
  clients: ApiClient[];
}
const LANES = 4;
const INTERRUPTIONS = process.env.RACES_LONG ? 6 : 1;

let stack: Stack;
let faulty: RefusingBucket;
let worker: HoldableWorker;
let lanes: Lane[];
let bucket: ReturnType<typeof openTestBucket>;

beforeAll(async () => {
  faulty = await startRefusingBucket();
  stack = await startStack({ worker: false, variables: { GCS_API_ENDPOINT: faulty.endpoint } });
  bucket = openTestBucket(stack.config);
  await insertLogs(stack, logDocuments(2));
  worker = await startHoldableWorker(stack);
  const { key } = await stack.client();
  lanes = await Promise.all(Array.from({ length: LANES }, () => openLane(key)));
});
afterAll(async () => {
  await worker.stop();
  for (const { apis } of lanes) for (const api of apis) await api.stop();
  await stack.stop();
  await faulty.stop();
});

async function openLane(key: string): Promise<Lane> {
  const turnstile = createTurnstile();
  const apis = await Promise.all([0, 1].map((index) => startGatedApi(stack, turnstile, index)));
  return { turnstile, apis, clients: apis.map(({ url }) => createClient(url, key)) };
}

interface Race {
  /** Made one after the other, before the race. */
  first: Move[];
  /** Made at once, by turns at the two APIs. */
  racing: Move[];
  ending: 'success' | 'failure';
  /** Whether runs wait for the race to be over; otherwise those that were started before it have ended. */
  held: boolean;
}

const race: fc.Arbitrary<Race> = fc.record({
  first: fc.array(anyMove, { maxLength: 2 }),
  racing: fc.array(anyMove, { minLength: 2, maxLength: 4 }),
  ending: fc.constantFrom('success', 'failure'),
  held: fc.boolean(),
});

/** What is true of an export in the end, whatever came before: its record, its file and nothing else in the bucket. */
async function check(client: ApiClient, id: string, possible: readonly State[]): Promise<void> {
  const { answer } = await observe(client, id, { kind: 'read' });
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
  const { file } = await client.read(id);
  expect(stored).toEqual(['', '.manifest.json'].map((end) => `acme/main/${id}/${file!.name}${end}`));
  const [line] = (await client.download(id)).toString().split('\n');
  expect(Object.keys(JSON.parse(line!) as object)).toEqual(columnsOf(answer.seen!.version));
}

/** Waits until no run is under way; the record of each ends by itself, or not at all. */
async function untilQuiet(client: ApiClient, id: string): Promise<void> {
  while ((await client.read(id)).status === 'in_progress') await new Promise((resolve) => setTimeout(resolve, 50));
}

async function runRace({ turnstile, clients }: Lane, race: Race, choose: Choose): Promise<void> {
  const { first, racing, ending, held } = race;
  const client = clients[0]!;
  const id = await createDraft(client);
  if (ending === 'failure') faulty.refuse(id);
  if (held) worker.hold(id);
  const observed: Observed[] = [];
  for (const move of first) observed.push(await observe(client, id, move));
  if (!held) await untilQuiet(client, id);
  const requests = racing.map((move, index) => () => observe(clients[index % 2]!, id, move));
  observed.push(...(await turnstile.run(choose, requests)));

  const possible = statesAfter(draft, observed, held ? null : ending);
  worker.release(id);
  if (possible.length === 0) throw new Error(`No order of the requests gives these answers: ${told(observed)}`);
  await untilQuiet(client, id);
  const ended = possible.flatMap((state) => statesAfter(state, [], ending));
  await check(client, id, ended).catch((error: unknown) => {
    throw new Error(`What came of it fits no order of the requests: ${told(observed)}`, { cause: error });
  });
}

const told = (observed: readonly Observed[]) =>
  observed
    .map(
      ({ move, answer, sent, answered }) =>
        `\n  ${sent}–${answered} ${JSON.stringify(move)} → ${JSON.stringify(answer)}`,
    )
    .join('');

const moves = (...kinds: Exclude<Move['kind'], 'update'>[]): Move[] => kinds.map((kind) => ({ kind }));
const update: Move = { kind: 'update', version: 1 };

/** Requests of which each can spoil the other's work. */
const pairs: Race[] = [
  { first: [], racing: moves('start', 'cancel'), ending: 'success', held: true },
  { first: moves('start', 'cancel'), racing: moves('start', 'cancel'), ending: 'success', held: false },
  { first: [], racing: [update, ...moves('start')], ending: 'success', held: false },
  { first: moves('start'), racing: [...moves('start'), update], ending: 'failure', held: false },
  { first: moves('start'), racing: moves('delete', 'start'), ending: 'failure', held: false },
  { first: moves('start'), racing: moves('delete', 'download'), ending: 'success', held: false },
  { first: [], racing: moves('start', 'start'), ending: 'success', held: true },
  { first: [], racing: moves('start', 'cancel', 'start'), ending: 'success', held: true },
];

test('in every order of their calls with an interruption, two requests are answered as one after the other', async () => {
  const left = [...pairs];
  let orders = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      for (let pair = left.shift(); pair; pair = left.shift()) {
        const raced = pair;
        const tried = await inEveryOrder(INTERRUPTIONS, (choose) => runRace(lane, raced, choose));
        orders += tried;
      }
    }),
  );
  expect(orders).toBeGreaterThan(25);
});

test('whatever the order of the calls, the requests have an order', async () => {
  const each = fc.array(fc.tuple(race, fc.scheduler()), { minLength: LANES, maxLength: LANES });
  const property = fc.asyncProperty(each, async (races) => {
    await Promise.all(races.map(([race, order], index) => runRace(lanes[index]!, race, drawnBy(order))));
  });
  await fc.assert(property, { numRuns: times(4), interruptAfterTimeLimit: 3_000_000 });
});
