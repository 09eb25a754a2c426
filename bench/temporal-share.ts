import { Client, Connection } from '@temporalio/client';
import type { Stack } from '../local/stack';
import { loadConfig } from '../src/config';
import { workflowIdOf } from '../src/contract/workflow';
import { connectionOptions } from '../src/temporal/connect';
import { uncovered } from './statistics';

type Time = { seconds?: { toString(): string } | null; nanos?: number | null } | null | undefined;

const milliseconds = (time: Time) => Number(String(time?.seconds ?? 0)) * 1_000 + (time?.nanos ?? 0) / 1e6;

/** How long, between its start and its end, an export's workflow had no activity running, by its history. */
export async function outsideActivities({ env }: Stack, exportId: string): Promise<number> {
  const config = loadConfig(env);
  const connection = await Connection.connect(connectionOptions(config));
  try {
    const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
    const { events } = await client.workflow.getHandle(workflowIdOf(exportId)).fetchHistory();
    const history = events ?? [];
    const started = new Map<string, number>();
    const running: [number, number][] = [];
    for (const { eventId, eventTime, ...event } of history) {
      if (event.activityTaskStartedEventAttributes) started.set(String(eventId), milliseconds(eventTime));
      const end = event.activityTaskCompletedEventAttributes;
      if (end) running.push([started.get(String(end.startedEventId))!, milliseconds(eventTime)]);
    }
    return uncovered([milliseconds(history[0]?.eventTime), milliseconds(history.at(-1)?.eventTime)], running);
  } finally {
    await connection.close();
  }
}
