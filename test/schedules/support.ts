import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { ExportAnswer } from '../../src/contract/export-answers';
import type { ScheduleAnswer } from '../../src/contract/schedules';
import type { ApiClient } from '../support/client';
import { COLUMNS } from '../support/log-documents';
import type { Stack } from '../support/stack';
import { until } from '../support/waiting';

/** The clock that windows are over by. Moved by this alone: nothing sleeps until a window ends. */
export function testClock(start: string) {
  let time = new Date(start);
  return {
    now: () => time,
    moveTo: (to: string) => void (time = new Date(to)),
  };
}
export type TestClock = ReturnType<typeof testClock>;

export const scheduleBody = (more: object = {}) => ({
  name: 'every day',
  export: { filters: {}, requested_data: COLUMNS },
  every: 'day',
  ...more,
});

/** The schedules of a key, and the clock and the Temporal of its stack. */
export function schedulesOf(client: ApiClient, { temporal, config }: Stack, clock: TestClock) {
  const path = (id: string, rest = '') => `/v1/logs/schedules/${id}${rest}`;
  const handleOf = (id: string) => temporal.schedule.getHandle(`exports-${config.TEMPORAL_TASK_QUEUE}-${id}`);
  const read = async (id: string) => (await client.send<ScheduleAnswer>('GET', path(id))).body;
  const exportsOf = async (id: string) =>
    (await client.send<{ data: ExportAnswer[] }>('GET', `/v1/logs/exports?schedule_id=${id}&page_size=1000`)).body.data;

  /** Nothing is due any more, and what was begun has ended. */
  const isQuiet = async (id: string) => {
    const { next_window, last_window, backfill } = await read(id);
    const isDue = next_window !== null && new Date(next_window.due_at) <= clock.now();
    const all = await exportsOf(id);
    const isMade = last_window === null || last_window.status !== null;
    return (
      !isDue && isMade && backfill === null && all.every(({ status }) => status !== 'draft' && status !== 'in_progress')
    );
  };

  return {
    read,
    exportsOf,
    handleOf,
    quiet: (id: string) => until(() => isQuiet(id)),
    move: (id: string, move: string, body?: object) => client.send<ScheduleAnswer>('POST', path(id, `/${move}`), body),
    change: (id: string, body: object) => client.send<ScheduleAnswer>('PUT', path(id), body),
    async create(body: object = {}): Promise<string> {
      const created = await client.send<ScheduleAnswer>('POST', '/v1/logs/schedules', scheduleBody(body));
      if (created.status !== 200) throw new Error(JSON.stringify(created.body));
      return created.body.id;
    },
    /** As Temporal does when the time comes: starts the schedule's workflow, and waits until it has done what was due. */
    async fire(id: string, times = 1): Promise<void> {
      const policy = times > 1 ? ScheduleOverlapPolicy.ALLOW_ALL : ScheduleOverlapPolicy.BUFFER_ONE;
      await Promise.all(Array.from({ length: times }, () => handleOf(id).trigger(policy)));
      await until(() => isQuiet(id));
    },
    /** Has Temporal start its workflow until this holds: of two starts in one second, Temporal drops the second. */
    wake: (id: string, holds: () => boolean | Promise<boolean>) =>
      until(async () => {
        await handleOf(id).trigger();
        return holds();
      }),
    /** The lines of its newest revisions' files, windows in order. */
    async lines(id: string): Promise<string> {
      const current = (await exportsOf(id)).filter(({ superseded_by }) => superseded_by === null).reverse();
      const files = await Promise.all(current.map((record) => client.download(record.id)));
      return files.map(String).join('');
    },
  };
}
