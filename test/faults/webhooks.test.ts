/** The short form of `npm run faults -- --webhooks`: a process dies at each point on the way of an event. */
import path from 'node:path';
import { localDir } from '../../local/paths';
import { playWebhooks } from './webhooks/play';
import { points } from './webhooks/points';

test('each event arrives under one id, and none of what did not happen, whatever is killed meanwhile', async () => {
  const dataDir = path.join(localDir, `faults-webhooks-${process.pid}`);
  const { broken, events, held } = await playWebhooks({
    ...{ dataDir, seed: 1, rounds: 1, exports: 4, schedules: 1, kills: 1, pauseSeconds: 3 },
  });
  expect(broken).toEqual([]);
  expect([...held.keys()].sort()).toEqual(points.map(({ name }) => name).sort());
  expect([...events.keys()]).toEqual(expect.arrayContaining(['export.succeeded', 'export.failed', 'schedule.failing']));
}, 600_000);
