import { MongoServerError } from 'mongodb';
import type { Outcome } from '../../../src/contract/workflow';
import { activityRig, ref } from '../../support/activity-rig';

const file = { name: 'file.jsonl', bytes: 1, crc32c: 'AAAAAA==', version: '1' };

test.each<Outcome>([
  { status: 'success', file, exported: 1 },
  { status: 'failure', error: 'The bucket is gone.', errorCode: 'bucket_not_found' },
  { status: 'stopped' },
])('a run that ended as $status is settled so', async (outcome) => {
  const { activities, outcomes, run } = activityRig();
  await run(activities.finish, { ...ref, outcome });
  expect(outcomes).toEqual([outcome]);
});

test('a failure of Temporal’s own making is told as what it means: the retries are used up', async () => {
  const { activities, outcomes, run } = activityRig();
  const outcome = { status: 'failure', error: 'It took too long.', errorCode: 'TIMEOUT_TYPE_HEARTBEAT' } as const;
  await run(activities.finish, { ...ref, outcome });
  expect(outcomes).toEqual([{ ...outcome, errorCode: 'retries_exhausted' }]);
});

test('a run that was replaced settles nothing, which is no fault', async () => {
  const { activities, outcomes, run } = activityRig({ record: { run: 'another' } });
  await run(activities.finish, { ...ref, outcome: { status: 'stopped' } });
  expect(outcomes).toEqual([]);
});

test('it is retried whatever the fault: no record stays in_progress for good', async () => {
  const { activities, exports, run } = activityRig();
  exports.settle = () => Promise.reject(new MongoServerError({ message: 'you may not', code: 13 }));
  await expect(run(activities.finish, { ...ref, outcome: { status: 'stopped' } })).rejects.toMatchObject({
    ...{ type: 'log_store_permission_denied', nonRetryable: false },
  });
});
