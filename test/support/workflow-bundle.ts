import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflows } from '../../src/bundle-workflows';

const VARIABLE = 'TEST_WORKFLOW_BUNDLE';

/** Bundles the workflows once for a whole test run: each test file would spend seconds on it. */
export async function bundleForTests(folder: string): Promise<void> {
  const codePath = path.join(folder, 'workflow-bundle.js');
  const { code } = await bundleWorkflows();
  writeFileSync(codePath, code);
  process.env[VARIABLE] = codePath;
}

/** The bundle of this test run. */
export const testWorkflowBundle = () => ({ codePath: process.env[VARIABLE]! });
