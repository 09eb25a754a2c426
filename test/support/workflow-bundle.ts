import { compiledScript } from './compiled-script';

/** The workflows, bundled once for this test run: each test file would spend seconds on it. */
export const testWorkflowBundle = () => ({ codePath: compiledScript('workflow-bundle') });
