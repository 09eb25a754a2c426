import path from 'node:path';
import { localDir } from '../../local/paths';
import type { Fault } from './faults/fault';
import { type Lane, openLane } from './lane';
import { BUDGET_SECONDS } from './rig';

/** Any seed is as good; this one is the same in every run of the tests. */
const SEED = 1;
/** Only ends what hangs: the start of a rig, or a round. */
const LONGEST_MS = 600_000;

/** The short form of `npm run faults`: a round of each of these faults, on exports of 16 batches. */
export function testRoundOfEach(faults: readonly Fault[]): void {
  let lane: Lane;
  beforeAll(() => {
    const dataDir = path.join(localDir, `faults-${process.pid}`);
    lane = openLane(SEED, { dataDir, logs: 4_000, batchLogs: 250, budgetSeconds: BUDGET_SECONDS });
  });
  afterAll(() => lane.close());

  test.each(faults.map((fault) => [fault.breaks, fault] as const))(
    '%s',
    async (_breaks, fault) => {
      const { broken } = await lane.play({ fault, number: 1 });
      expect(broken).toBeNull();
    },
    LONGEST_MS,
  );
}
