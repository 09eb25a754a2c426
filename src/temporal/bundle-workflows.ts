import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = dirname(__dirname);

/** Where the build keeps the bundle. */
export const bundlePath = join(root, 'workflow-bundle.js');

/** Bundles the workflows into one script. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: join(root, 'workflows'),
    workflowInterceptorModules: [join(root, 'workflows', 'tracing')],
    logger: new DefaultLogger('WARN'),
  });
}

/** A build step: done once, so that a worker starts without doing it. */
if (require.main === module) {
  void bundleWorkflows().then(({ code }) => writeFileSync(bundlePath, code));
}
