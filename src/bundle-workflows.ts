import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Bundles the workflows beside this file into one script. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: join(__dirname, 'workflows'),
    workflowInterceptorModules: [join(__dirname, 'workflows', 'tracing')],
    logger: new DefaultLogger('WARN'),
  });
}

/** A build step: done once, so that a worker starts without doing it. */
if (require.main === module) {
  void bundleWorkflows().then(({ code }) => writeFileSync(join(__dirname, 'workflow-bundle.js'), code));
}
