import type { Client } from '@temporalio/client';
import type { Config } from '../../config';
import { openObjects } from '../../objects/open';
import { openStores } from '../../stores/open';
import { createTimetable } from '../../temporal/timetable';
import { ok, type Verdict, warn } from './checks';

const NAMED = 10;

/** Whether Temporal has a schedule for each record of one. */
export async function compareSchedules(config: Config, client: Client): Promise<Verdict> {
  const ids = await recordedIds(config).catch(() => null);
  if (!ids) return { state: 'skip', detail: 'their records can not be read, see mongodb' };
  if (ids.length === 0) return ok('there are none');
  const lacking = new Set(ids);
  for await (const { id } of createTimetable(client, config).list()) lacking.delete(id);
  if (lacking.size === 0) return ok(`Temporal has all ${ids.length}`);
  const named = [...lacking].slice(0, NAMED).join(', ');
  const more = lacking.size > NAMED ? ` and ${lacking.size - NAMED} more` : '';
  return warn(
    `Temporal lacks ${lacking.size} of ${ids.length}: ${named}${more}`,
    'Start a worker: it makes them within a minute.',
  );
}

async function recordedIds(config: Config): Promise<string[]> {
  const stores = openStores(config, openObjects(config).locate);
  try {
    const ids: string[] = [];
    for await (const { _id } of stores.schedules.all()) ids.push(_id);
    return ids;
  } finally {
    await stores.close();
  }
}
