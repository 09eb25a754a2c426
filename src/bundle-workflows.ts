/** A build step: bundles the workflows once, so that a worker starts without doing it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

async function main(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(__dirname, 'workflows'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(join(__dirname, 'workflow-bundle.js'), code);
}

void main();
