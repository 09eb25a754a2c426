import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../../src/contract/workflow';
import { demand, type Scene } from './scene';

/** A workflow closes a moment after it has settled its record; on a busy machine that is a long moment. */
const CLOSING_MS = 60_000;
/** How long is looked for what lands after the end. */
const AFTERWARDS_MS = 500;

const folderOf = (exportId: string) => `acme/main/${exportId}/`;

/** Everything that is to be so after any round: nothing left over, nothing running, nothing that lands late. */
export async function checkAftermath(scene: Scene): Promise<void> {
  const { rig, exportId } = scene;
  const { status, file } = await rig.client.read(exportId);
  const expected =
    status === 'success' ? ['', '.manifest.json'].map((end) => `${folderOf(exportId)}${file!.name}${end}`) : [];
  demand(status === 'success' || status === 'stopped', `the round left the export as ${status}`);
  await checkStored(scene, expected);
  await checkNothingRuns(scene);
  const before = await recordOf(scene);
  await sleep(AFTERWARDS_MS);
  await checkStored(scene, expected);
  demand((await recordOf(scene)) === before, 'the record was written after the end');
}

/** What is stored of the export is exactly this. */
export async function checkStored({ rig, exportId }: Scene, expected: string[]): Promise<void> {
  const found = await rig.store.bucket.names(folderOf(exportId));
  const extra = found.filter((name) => !expected.includes(name));
  demand(extra.length === 0, `left over in the bucket: ${extra.slice(0, 5).join(', ')} (${extra.length})`);
  demand(found.length === expected.length, `missing in the bucket: ${expected.join(', ')}`);
}

async function recordOf({ rig, exportId }: Scene) {
  return JSON.stringify(await rig.client.read(exportId));
}

/** No record is `in_progress`, and no workflow runs for this one. */
async function checkNothingRuns({ rig, exportId }: Scene) {
  const running = (await rig.records()).filter((record) => record.status === 'in_progress');
  demand(running.length === 0, `still in_progress: ${running.map(({ _id }) => _id).join(', ')}`);
  const deadline = Date.now() + CLOSING_MS;
  for (;;) {
    const workflow = await rig.workflows
      .getHandle(workflowIdOf(exportId))
      .describe()
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      });
    if (workflow?.status.name !== 'RUNNING') return;
    demand(Date.now() < deadline, 'a workflow is running for a settled record');
    await sleep(100);
  }
}
