import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../../../local/demo/random';
import type { ExportAnswer } from '../../../src/contract/export-answers';
import type { ScheduleAnswer } from '../../../src/contract/schedules';
import { COLUMNS, FIRST } from '../../support/log-documents';
import { createKiller, killOnAndOn } from '../kills';
import { BUDGET_SECONDS, type Rig, startRig } from '../rig';
import { type Clock, openClock } from './clock';

const HOUR_MS = 3_600_000;
const LOGS_PER_WINDOW = 20;
const BATCH_LOGS = 10;
const MOST_HOURS_AT_ONCE = 6;
const PAUSE_MS = 1_000;
/** A start that was lost with Temporal, or a worker, is made up for by the reconciler in a minute; this is sooner. */
const AGAIN_AFTER_MS = 10_000;

export interface SchedulesOptions {
  dataDir: string;
  seed: number;
  schedules: number;
  windows: number;
  /** At least so many processes are killed, with a drawn pause of at most so many seconds before each. */
  kills: number;
  pauseSeconds: number;
  say?: (words: string) => void;
}

/** How a schedule ended. `broken`: what is not as it should be, in a sentence; null: nothing. */
export interface PlayedSchedule {
  exports: number;
  logs: number;
  broken: string | null;
}

export interface PlayedSchedules {
  played: PlayedSchedule[];
  killed: Map<string, number>;
  seconds: number;
}

/**
 * Schedules that make a window an hour, while processes are killed at drawn moments and the clock is moved on by drawn
 * hours. Afterwards the files of each schedule's windows, joined, must hold every log once.
 */
export async function playSchedules(options: SchedulesOptions): Promise<PlayedSchedules> {
  const { dataDir, seed, windows } = options;
  mkdirSync(dataDir, { recursive: true });
  const clock = openClock(path.join(dataDir, 'clock'));
  clock.moveTo(FIRST);
  const logs = windows * LOGS_PER_WINDOW;
  const rig = await startRig({
    ...{ dataDir, logs, batchLogs: BATCH_LOGS, budgetSeconds: BUDGET_SECONDS, clockFile: clock.file },
    spacingMs: HOUR_MS / LOGS_PER_WINDOW,
  });
  try {
    const begun = performance.now();
    const ids = await createSchedules(rig, options);
    let isOver = false;
    const random = seededRandom(seed);
    const killer = createKiller(random);
    const killing = killOnAndOn(
      { rig, killer, random },
      { atLeast: options.kills, pauseSeconds: options.pauseSeconds, isOver: () => isOver },
    );
    const moving = moveOn({ rig, clock, ids, windows, random: seededRandom(seed + 1), say: options.say });
    await Promise.all([killing, moving.finally(() => (isOver = true))]);
    const played: PlayedSchedule[] = [];
    for (const id of ids) played.push(await check(rig, id, windows));
    return { played, killed: killer.killed, seconds: (performance.now() - begun) / 1_000 };
  } finally {
    await rig.stop();
  }
}

async function createSchedules({ client }: Rig, { schedules, windows }: SchedulesOptions): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= schedules; number += 1) {
    const { body } = await client.send<ScheduleAnswer>('POST', '/v1/logs/schedules', {
      ...{ name: `schedule ${number}`, every: 'hour', settle_minutes: 0, recheck_hours: 0 },
      export: { filters: {}, requested_data: COLUMNS },
      start_at: new Date(FIRST).toISOString(),
      end_at: new Date(FIRST + windows * HOUR_MS).toISOString(),
    });
    ids.push(body.id);
  }
  return ids;
}

interface Moving {
  rig: Rig;
  clock: Clock;
  ids: readonly string[];
  windows: number;
  random: Random;
  say: ((words: string) => void) | undefined;
}

/** Moves the clock until all windows are over; each time, as Temporal does at the hour, it has the schedules look. */
async function moveOn({ rig, clock, ids, windows, random, say }: Moving): Promise<void> {
  for (let over = 0; over < windows;) {
    over = Math.min(windows, over + random.whole(1, MOST_HOURS_AT_ONCE));
    clock.moveTo(FIRST + over * HOUR_MS);
    const due = FIRST + over * HOUR_MS;
    let wokenAt = -Infinity;
    for (let late = [...ids]; late.length > 0; late = await stillToMake(rig, late, due)) {
      if (performance.now() - wokenAt >= AGAIN_AFTER_MS) {
        await Promise.all(late.map((id) => rig.timetable.trigger(id).catch(() => undefined)));
        wokenAt = performance.now();
      }
      await sleep(PAUSE_MS);
    }
    say?.(`${over} of ${windows} windows are over and made`);
  }
}

/** The schedules that have not made every window that ends by then. */
async function stillToMake({ client }: Rig, ids: readonly string[], due: number): Promise<string[]> {
  const { body } = await client.send<{ data: ScheduleAnswer[] }>('GET', '/v1/logs/schedules?page_size=100');
  const isMade = ({ next_window, last_window }: ScheduleAnswer) =>
    (next_window === null || Date.parse(next_window.end) > due) && last_window?.status === 'success';
  const made = new Set(body.data.filter(isMade).map(({ id }) => id));
  return ids.filter((id) => !made.has(id));
}

/** Every window was made once, has succeeded and abuts the next, and the files hold what the logs must become. */
async function check(rig: Rig, id: string, windows: number): Promise<PlayedSchedule> {
  const path = `/v1/logs/exports?schedule_id=${id}&order=oldest&page_size=1000`;
  const { data } = (await rig.client.send<{ data: ExportAnswer[] }>('GET', path)).body;
  const logs = data.reduce((sum, { progress }) => sum + progress.exported, 0);
  const files: Buffer[] = [];
  for (const { id: made, status } of data) if (status === 'success') files.push(await rig.client.download(made));
  const stored = await rig.store.bucket.names(`acme/main/schedules/${id}/`);
  return { exports: data.length, logs, broken: brokenBy() };

  function brokenBy(): string | null {
    if (data.length !== windows) return `${data.length} exports were made for ${windows} windows`;
    const at = (index: number) => new Date(FIRST + index * HOUR_MS).toISOString();
    for (const [index, { id: made, status, window, revision }] of data.entries()) {
      if (status !== 'success') return `the export ${made} ended as ${status}`;
      if (revision !== 1) return `the export ${made} is revision ${revision}`;
      if (window?.start !== at(index) || window.end !== at(index + 1)) return `window ${index + 1} is out of place`;
    }
    if (Buffer.concat(files).toString() !== rig.reference.lines) return 'the joined files do not hold every log once';
    return stored.length === 2 * windows ? null : `${stored.length} objects lie in its folder`;
  }
}
