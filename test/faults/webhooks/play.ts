import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../../../local/demo/random';
import type { ExportAnswer } from '../../../src/contract/export-answers';
import type { ScheduleAnswer } from '../../../src/contract/schedules';
import { FIRST } from '../../support/log-documents';
import type { PatientClient } from '../api-client';
import { createKiller, type Killer, killOnAndOn } from '../kills';
import { BUDGET_SECONDS, type Rig, startRig } from '../rig';
import { aimAt, type Subject } from './aim';
import { type Ear, keyOf, openEar } from './ear';
import { points } from './points';
import { brokenBy } from './verdict';

const HOUR_MS = 3_600_000;
const LOGS = 20;
const BATCH_LOGS = 10;
const WINDOWS = 2;
const PAUSE_MS = 500;
/** A start that was lost with Temporal is made up for by the reconciler in a minute; this is sooner. */
const AGAIN_AFTER_MS = 10_000;
const LONGEST_MS = 180_000;
/** An organisation whose bucket is not there: all of its exports fail. */
const UNLUCKY = 'unlucky';

export interface WebhooksOptions {
  dataDir: string;
  seed: number;
  rounds: number;
  /** In each round, of each of two organisations. At least 2: the first is cancelled, the second as a draft. */
  exports: number;
  /** Likewise; the first is paused and resumed. */
  schedules: number;
  /** Besides those at the points, at least so many processes are killed in each round, with such pauses before each. */
  kills: number;
  pauseSeconds: number;
  say?: (words: string) => void;
}

export interface PlayedWebhooks {
  /** By what they tell of: how many were to be told, and how often they came. */
  events: Map<string, { happened: number; arrived: number }>;
  /** How often a process died at each point. */
  held: Map<string, number>;
  killed: Map<string, number>;
  /** What is not as it should be, in sentences. */
  broken: string[];
  seconds: number;
}

interface Scene {
  rig: Rig;
  ear: Ear;
  random: Random;
  killer: Killer;
  clients: readonly PatientClient[];
  /** What has happened, so far. */
  happened: Set<string>;
  /** What may have happened: a start whose answer was lost is sent again, and starts again what had failed by then. */
  mayHave: Set<string>;
  tooEarly: string[];
  held: Map<string, number>;
  turn: number;
}

/**
 * Exports that end in every way, and schedules that are paused and fail, while processes are killed on the way of their
 * events and at drawn moments. Afterwards each event must have arrived, under one id, and none of what did not happen.
 */
export async function playWebhooks(options: WebhooksOptions): Promise<PlayedWebhooks> {
  mkdirSync(options.dataDir, { recursive: true });
  const random = seededRandom(options.seed);
  const ear = await openEar(random);
  try {
    const rig = await startRig({
      ...{ dataDir: options.dataDir, logs: LOGS, batchLogs: BATCH_LOGS, budgetSeconds: BUDGET_SECONDS },
      variables: {
        WEBHOOK_SECRET_KEYS: randomBytes(32).toString('base64'),
        WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
        GCS_ORGANISATION_BUCKETS: `${UNLUCKY}=a-bucket-that-is-not-there`,
      },
    });
    try {
      const clients = [rig.client, await rig.clientOf(UNLUCKY)];
      for (const [index, client] of clients.entries()) await ear.listenTo(client, `/${index}`);
      const begun = performance.now();
      const killer = createKiller(random);
      const scene: Scene = {
        ...{ rig, ear, random, killer, clients, turn: random.whole(0, points.length - 1) },
        ...{ happened: new Set(), mayHave: new Set(), tooEarly: [], held: new Map() },
      };
      for (let round = 1; round <= options.rounds; round += 1) {
        await playRound(scene, options);
        options.say?.(`round ${round} of ${options.rounds}: ${scene.happened.size} events have happened`);
      }
      await quiet(scene);
      const { events, broken } = brokenBy(scene);
      const { held, tooEarly } = scene;
      const seconds = (performance.now() - begun) / 1_000;
      return { events, held, killed: killer.killed, broken: [...tooEarly, ...broken], seconds };
    } finally {
      await rig.stop();
    }
  } finally {
    await ear.stop();
  }
}

interface Made {
  client: PatientClient;
  exports: string[];
  schedules: string[];
}

/** Makes exports and schedules while nothing is broken, and lets them go while everything is. */
async function playRound(scene: Scene, options: WebhooksOptions): Promise<void> {
  const { rig, ear, killer, random } = scene;
  const made: Made[] = [];
  for (const client of scene.clients) made.push(await make(client, options));
  const subjects = made
    .flatMap(({ exports: [cancelled, _draft, ...others], schedules }) => [cancelled!, ...others, ...schedules])
    .map((id): Subject => ({ id, point: points[(scene.turn += 1) % points.length]! }));
  const idsOf = (id: string) => ear.arrivals.filter(({ subject }) => subject === id).map((one) => one.id);
  const aim = aimAt(subjects, {
    ...{ rig, killer },
    namesOf: ({ id }) => [id, ...idsOf(id)],
    held({ id, point }) {
      scene.held.set(point.name, (scene.held.get(point.name) ?? 0) + 1);
      if (point === points[0] && idsOf(id).length > 0)
        scene.tooEarly.push(`${id} was told of before its record said so`);
    },
  });
  let isOver = false;
  const killing = killOnAndOn(
    { rig, killer, random },
    { atLeast: options.kills, pauseSeconds: options.pauseSeconds, isOver: () => isOver },
  );
  const going = Promise.all(made.map((one) => letGo(scene, one)));
  // The last points are met after the end of what is told of.
  const metAll = going.then(() => waitUntil(() => aim.left.size === 0)).finally(() => (isOver = true));
  await Promise.all([metAll, killing]);
  await aim.stop();
}

async function make(client: PatientClient, { exports, schedules }: WebhooksOptions): Promise<Made> {
  const wanted = { filters: {}, requested_data: ['id'] };
  const madeBy = async (path: string, count: number, body: object) => {
    const ids: string[] = [];
    while (ids.length < count) ids.push((await client.send<{ id: string }>('POST', path, body)).body.id);
    return ids;
  };
  return {
    client,
    exports: await madeBy('/v1/logs/exports', exports, wanted),
    schedules: await madeBy('/v1/logs/schedules', schedules, {
      ...{ name: 'two hours', every: 'hour', settle_minutes: 0, recheck_hours: 0, paused: true, export: wanted },
      start_at: new Date(FIRST).toISOString(),
      end_at: new Date(FIRST + WINDOWS * HOUR_MS).toISOString(),
    }),
  };
}

/** Starts, cancels, resumes and pauses what was made, waits until it has ended, and notes what has happened. */
async function letGo(scene: Scene, { client, exports, schedules }: Made): Promise<void> {
  const [cancelled, draft, ...others] = exports;
  await client.cancel(draft!);
  await Promise.all([cancelled!, ...others].map(client.start));
  await client.cancel(cancelled!);
  const move = async (id: string, name: string) => {
    const { status, body } = await client.send('POST', `/v1/logs/schedules/${id}/${name}`);
    if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
  };
  await Promise.all(schedules.map((id) => move(id, 'resume')));
  await move(schedules[0]!, 'pause');
  scene.happened.add(keyOf('schedule.paused', schedules[0]!));
  await move(schedules[0]!, 'resume');

  for (const id of [cancelled!, ...others]) note(scene, await client.settled(id));
  for (const id of schedules) {
    const windows = await ended(scene, client, id);
    for (const window of windows) note(scene, window);
    if (windows.some(({ status }) => status === 'failure')) scene.happened.add(keyOf('schedule.failing', id));
  }
}

const told: Partial<Record<ExportAnswer['status'], string>> = {
  ...{ success: 'export.succeeded', failure: 'export.failed', stopped: 'export.stopped' },
};
function note({ happened, mayHave }: Scene, { status, id, attempt }: ExportAnswer): void {
  happened.add(keyOf(told[status]!, id, attempt));
  for (let earlier = 1; earlier < attempt; earlier += 1) mayHave.add(keyOf('export.failed', id, earlier));
}

/** Waits until every window of a schedule has been made and has ended; answers their exports. */
async function ended({ rig }: Scene, client: PatientClient, id: string): Promise<ExportAnswer[]> {
  let wokenAt = performance.now();
  for (;;) {
    const { last_window, next_window } = (await client.send<ScheduleAnswer>('GET', `/v1/logs/schedules/${id}`)).body;
    const isMade = next_window === null && (last_window?.status === 'success' || last_window?.status === 'failure');
    if (isMade) break;
    if (performance.now() - wokenAt >= AGAIN_AFTER_MS) {
      await rig.timetable.trigger(id).catch(() => undefined);
      wokenAt = performance.now();
    }
    await sleep(PAUSE_MS);
  }
  return (await client.send<{ data: ExportAnswer[] }>('GET', `/v1/logs/exports?schedule_id=${id}`)).body.data;
}

/** Waits until all that happened has been told, and nothing more is to be. */
async function quiet({ rig, ear, happened }: Scene): Promise<void> {
  await waitUntil(async () => {
    const arrived = new Set(ear.arrivals.map(({ key }) => key));
    return [...happened].every((key) => arrived.has(key)) && (await rig.outboxes()) === 0;
  });
}

/** Gives up in the end: what did not come is told by the verdict. */
async function waitUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (performance.now() < deadline && !(await holds())) await sleep(PAUSE_MS);
}
