import type { Random } from '../../local/demo/random';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { hasColumns, type Packaging } from '../../src/model/formats';
import { COLUMNS, FIRST } from '../support/log-documents';
import type { MongoExchange } from '../support/mongo-proxy';
import type { StorageCallFault } from '../support/storage-proxy';
import { inWords, type Moment, mongoStep, type Step } from './moments';
import { holdsReference } from './reference';
import type { Rig } from './rig';
import type { StoreRequest } from './stores/store';
import type { FaultyWorker } from './worker';

type Fate = StorageCallFault | undefined;
type StoreMeddling = (request: StoreRequest, worker: FaultyWorker) => Fate | Promise<Fate>;
type MongoMeddling = (exchange: MongoExchange) => 'cut' | undefined | Promise<'cut' | undefined>;

/** What is not as it should be after a fault, in a sentence. */
export class Broken extends Error {}

export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Broken(otherwise);
}

/** One export, and the means to break things under it and to see how it ends. */
export interface Scene {
  rig: Rig;
  random: Random;
  exportId: string;
  /** Says, in the line of the round, what was drawn. */
  note(words: string): void;
  notes(): string;
  start(): Promise<void>;
  /**
   * Resolves when the export has come to that moment and `act` was done; the request that marks it waits for `act`, and
   * is cut where it answers that.
   */
  at(moment: Moment, act: (worker: FaultyWorker) => Promise<'cut' | void>): Promise<void>;
  /** Has every request of a worker to the store, or message to MongoDB, asked what is to go wrong, until {@link calm}. */
  meddleStore(meddling: StoreMeddling): void;
  meddleMongo(meddling: MongoMeddling): void;
  calm(): void;
  /** Lets something go on beside the export; the round ends once it is done. */
  meanwhile(work: Promise<unknown>): void;
  /** Resolves when all that went on beside the export is done. */
  rest(): Promise<void>;
  /** The fault is over: from here on it counts how long the export takes to recover. */
  over(): void;
  recoverySeconds(): number | null;
  settled(): Promise<ExportAnswer>;
  /** The export succeeds, and a reader of its format finds every log in its file, as it was stored. */
  succeeds(): Promise<void>;
  /** The export fails, within the budget, with this code and a sentence that says what to mend. */
  fails(code: string, sentence: RegExp): Promise<void>;
  stops(): Promise<void>;
}

interface Watch {
  moment: Moment;
  left: number;
  act: (worker: FaultyWorker) => Promise<'cut' | void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export async function openScene(rig: Rig, random: Random, packaging: Packaging): Promise<Scene> {
  const { client, workers } = rig;
  let watches: Watch[] = [];
  let storeMeddling: StoreMeddling = () => undefined;
  let mongoMeddling: MongoMeddling = () => undefined;
  let startedAt = 0;
  let overAt: number | null = null;
  let recoverySeconds: number | null = null;
  const said = [`${packaging.format} with ${packaging.compression}`];
  const beside: Promise<unknown>[] = [];

  /** Does what is due when a worker's step is seen. */
  async function seen(step: Step | null, side: Moment['side'], worker: FaultyWorker): Promise<'cut' | undefined> {
    const due = watches.filter(({ moment }) => moment.step === step && moment.side === side);
    const now = due.filter((watch) => watch.left-- === 0);
    watches = watches.filter((watch) => !now.includes(watch));
    let cut = false;
    for (const { act, resolve, reject } of now) {
      await act(worker).then(
        (result) => {
          cut ||= result === 'cut';
          resolve();
        },
        (error: unknown) => reject(error),
      );
    }
    return cut ? 'cut' : undefined;
  }

  for (const worker of workers) {
    worker.store.requests.splice(0);
    worker.store.meddle(async (request) => {
      const step = rig.store.stepOf(request);
      if (await seen(step, 'asked', worker)) return 'cut';
      const fault = await storeMeddling(request, worker);
      return fault ?? (step && { beforeAnswer: () => seen(step, 'answered', worker) }) ?? undefined;
    });
    worker.mongo.meddle(async (exchange) => {
      const step = mongoStep(exchange);
      if (step && (await seen(step, exchange.answer ? 'answered' : 'asked', worker))) return 'cut';
      return mongoMeddling(exchange);
    });
  }

  const filters = { created_at: { gte: new Date(FIRST).toISOString(), lt: '2026-03-10' } };
  const created = await client.send<{ id: string }>('POST', '/v1/logs/exports', {
    filters,
    ...packaging,
    ...(hasColumns(packaging.format) && { requested_data: COLUMNS }),
  });
  demand(created.status === 200, `create answered ${created.status}: ${JSON.stringify(created.body)}`);
  const exportId = created.body.id;

  async function settled() {
    const record = await client.settled(exportId);
    if (overAt !== null) recoverySeconds = (performance.now() - overAt) / 1_000;
    overAt = null;
    return record;
  }
  const describe = ({ status, error_code, error }: ExportAnswer) =>
    error_code === null ? status : `${status} (${error_code}: ${error})`;

  return {
    rig,
    random,
    exportId,
    note: (words) => void said.push(words),
    notes: () => said.join(', '),
    async start() {
      startedAt = performance.now();
      const { status, body } = await client.start(exportId);
      demand(status === 200, `start answered ${status}: ${JSON.stringify(body)}`);
    },
    at(moment, act) {
      said.push(`at ${inWords(moment)}`);
      return new Promise((resolve, reject) => watches.push({ moment, left: moment.nth, act, resolve, reject }));
    },
    meddleStore: (meddling) => {
      storeMeddling = meddling;
    },
    meddleMongo: (meddling) => {
      mongoMeddling = meddling;
    },
    calm() {
      storeMeddling = () => undefined;
      mongoMeddling = () => undefined;
    },
    meanwhile(work) {
      beside.push(work);
      work.catch(() => undefined); // met where it is awaited
    },
    rest: async () => void (await Promise.all(beside)),
    over: () => {
      overAt = performance.now();
    },
    recoverySeconds: () => recoverySeconds,
    settled,
    async succeeds() {
      const record = await settled();
      demand(record.status === 'success', `the export ended as ${describe(record)}`);
      const { exported, total, bytes } = record.progress;
      const expected = rig.options.logs;
      demand(exported === expected && total === expected, `the record counts ${exported} of ${total} logs`);
      const file = await client.download(exportId);
      const isWhole = await holdsReference(file, packaging, rig.reference);
      demand(isWhole, `the file does not hold every log once, as it was stored (${file.length} bytes)`);
      demand(
        record.file?.bytes === file.length && bytes === file.length,
        'the record counts other bytes than the file has',
      );
    },
    async fails(code, sentence) {
      const record = await settled();
      const seconds = (performance.now() - startedAt) / 1_000;
      demand(seconds <= rig.options.budgetSeconds, `it took ${seconds.toFixed(0)} s to fail`);
      demand(record.status === 'failure' && record.error_code === code, `expected ${code}: ${describe(record)}`);
      demand(sentence.test(record.error ?? ''), `the error does not say what to mend: ${record.error}`);
      demand(record.file === null, 'a failed export names a file');
    },
    async stops() {
      const record = await settled();
      demand(record.status === 'stopped', `expected a stop: ${describe(record)}`);
    },
  };
}
