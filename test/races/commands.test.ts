/**
 * Long walks through an export's life: fast-check's commands make move after move at one of two API processes and let
 * runs end well or badly in between. After each, the answer must be one that the model of the status table gives.
 */
import fc from 'fast-check';
import { type ApiClient, createClient } from '../support/client';
import { insertLogs, logDocuments } from '../support/log-documents';
import { type ServiceProcess, startApiProcess } from '../support/processes';
import { startStack, type Stack } from '../support/stack';
import { anyMove, times } from './arbitraries';
import { statesAfter } from './linearizable';
import { draft, type Ending, type Move, type State } from './model';
import { createDraft, observe } from './requests';
import { type RefusingBucket, startRefusingBucket } from './refusing-bucket';
import { type HoldableWorker, startHoldableWorker } from './runs';

jest.setTimeout(3_600_000);

let stack: Stack;
let faulty: RefusingBucket;
let worker: HoldableWorker;
let other: ServiceProcess & { url: string };
let clients: ApiClient[];

beforeAll(async () => {
  faulty = await startRefusingBucket();
  stack = await startStack({ worker: false, variables: { GCS_API_ENDPOINT: faulty.endpoint } });
  await insertLogs(stack, logDocuments(2));
  [worker, other] = await Promise.all([startHoldableWorker(stack), startApiProcess(stack.config)]);
  const client = await stack.client();
  clients = [client, createClient(other.url, client.key)];
});
afterAll(async () => {
  await worker.stop();
  await other.stop();
  await stack.stop();
  await faulty.stop();
});

/** What the export may be by now. */
interface Model {
  states: State[];
}
type Command = fc.AsyncCommand<Model, string>;

class MakeMove implements Command {
  constructor(
    readonly move: Move,
    readonly api: number,
  ) {}
  check = () => true;
  async run(model: Model, id: string): Promise<void> {
    const observed = await observe(clients[this.api]!, id, this.move);
    const states = model.states.flatMap((state) => statesAfter(state, [observed], null));
    if (states.length === 0) {
      throw new Error(`${JSON.stringify(model.states)} does not answer so: ${JSON.stringify(observed.answer)}`);
    }
    model.states = states;
  }
  toString = () => `${JSON.stringify(this.move)} at API ${this.api}`;
}

class EndRun implements Command {
  constructor(readonly ending: NonNullable<Ending>) {}
  check = ({ states }: Readonly<Model>) => states.some(({ status }) => status === 'in_progress');
  async run(model: Model, id: string): Promise<void> {
    if (this.ending === 'failure') faulty.refuse(id);
    worker.release(id);
    const ended = await clients[0]!.settled(id);
    faulty.accept(id);
    worker.hold(id);
    model.states = model.states.flatMap((state) => statesAfter(state, [], this.ending));
    expect(model.states.map(({ status }) => status)).toContain(ended.status);
    model.states = model.states.filter(({ status }) => status === ended.status);
  }
  toString = () => `the run ends: ${this.ending}`;
}

const commands = fc.commands(
  [
    fc.tuple(anyMove, fc.nat(1)).map(([move, api]) => new MakeMove(move, api)),
    fc.constantFrom<NonNullable<Ending>>('success', 'failure').map((ending) => new EndRun(ending)),
  ],
  { maxCommands: 14, size: 'max' },
);

test('every walk through an export’s life is answered as the status table says', async () => {
  const walk = fc.asyncProperty(commands, async (walked) => {
    const id = await createDraft(clients[0]!);
    worker.hold(id);
    await fc.asyncModelRun(() => ({ model: { states: [draft] }, real: id }), walked);
    worker.release(id);
  });
  await fc.assert(walk, { numRuns: times(6) });
});
