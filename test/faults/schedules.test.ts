/** The short form of `npm run faults -- --schedules`. */
import path from 'node:path';
import { localDir } from '../../local/paths';
import { playSchedules } from './schedules/play';

test('the files of two schedules, joined, hold every log once, whatever is killed meanwhile', async () => {
  const dataDir = path.join(localDir, `faults-schedules-${process.pid}`);
  const { played, killed } = await playSchedules({
    ...{ dataDir, seed: 1, schedules: 2, windows: 4, kills: 2, pauseSeconds: 3 },
  });
  expect(played.map(({ broken }) => broken)).toEqual([null, null]);
  expect([...killed.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(2);
}, 600_000);
