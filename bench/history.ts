import type { Stack } from '../local/stack';
import { workflowIdOf } from '../src/contract/workflow';
import { uncovered } from './statistics';
import { withTemporal } from './temporal';

type Interval = [from: number, to: number];

/** When, in milliseconds, a workflow began and ended, and when each of its activities ran. */
export interface History {
  whole: Interval;
  activities: { name: string; ran: Interval }[];
}

type Time = { seconds?: { toString(): string } | null; nanos?: number | null } | null | undefined;

const milliseconds = (time: Time) => Number(String(time?.seconds ?? 0)) * 1_000 + (time?.nanos ?? 0) / 1e6;

export const historyOf = ({ env }: Stack, exportId: string): Promise<History> =>
  withTemporal(env, async ({ workflow }) => {
    const { events } = await workflow.getHandle(workflowIdOf(exportId)).fetchHistory();
    const history = events ?? [];
    const names = new Map<string, string>();
    const started = new Map<string, number>();
    const activities: History['activities'] = [];
    for (const { eventId, eventTime, ...event } of history) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled) names.set(String(eventId), scheduled.activityType!.name!);
      if (event.activityTaskStartedEventAttributes) started.set(String(eventId), milliseconds(eventTime));
      const end = event.activityTaskCompletedEventAttributes;
      if (end) {
        const ran: Interval = [started.get(String(end.startedEventId))!, milliseconds(eventTime)];
        activities.push({ name: names.get(String(end.scheduledEventId))!, ran });
      }
    }
    return { whole: [milliseconds(history[0]?.eventTime), milliseconds(history.at(-1)?.eventTime)], activities };
  });

/** How long no activity of the workflow ran. */
export const outsideActivities = ({ whole, activities }: History) =>
  uncovered(
    whole,
    activities.map(({ ran }) => ran),
  );

const steps = { plan: 'plan', batches: 'writeBatch', compose: 'composeFile', settle: 'finish' } as const;
const REST = 'the rest: Temporal, waiting';

/**
 * How long each step of an export took, from the start of its first activity to the end of its last, and what is left
 * of the whole.
 */
export function stepTimes({ whole, activities }: History): Record<string, number> {
  const spans = Object.entries(steps).flatMap(([step, name]) => {
    const ran = activities.filter((activity) => activity.name === name).map((activity) => activity.ran);
    if (ran.length === 0) return [];
    const span: Interval = [Math.min(...ran.map(([from]) => from)), Math.max(...ran.map(([, to]) => to))];
    return [{ step, span }];
  });
  const rest = uncovered(
    whole,
    spans.map(({ span }) => span),
  );
  return { ...Object.fromEntries(spans.map(({ step, span: [from, to] }) => [step, to - from])), [REST]: rest };
}
