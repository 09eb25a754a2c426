/**
 * Records the histories that test/replay/histories.test.ts replays: runs each scenario as a whole export on engines
 * of its own and writes `histories/<version>/<scenario>.json`. Run it once a release, before the version is published:
 *
 *     npx tsx test/replay/record.ts [scenario …]
 *
 * Histories of released versions stay as they are. Where a workflow's code changes so that they no longer replay, the
 * change belongs behind `patched`: exports that an older worker began must end under the new one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { version } from '../../src/process/version';
import { historyToJson } from '../support/history-json';
import { startTestEngines, stopTestEngines } from '../support/engines';
import { startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack } from '../support/stack';
import { scenarios } from './scenarios';

/** Who polled, stacks, and names made from process and host: replay needs none of them, and they tell of the machine. */
const withoutMachine = (history: unknown) =>
  JSON.stringify(
    history,
    (name, value: unknown) => {
      if (name === 'stackTrace') return '';
      return name === 'identity' || (typeof value === 'string' && /^\d+@/.test(value)) ? 'recorded' : value;
    },
    1,
  );

async function record(): Promise<void> {
  const folder = path.join(__dirname, 'histories', version);
  mkdirSync(folder, { recursive: true });
  const wanted = process.argv.slice(2);
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const proxy = await startGcsProxy();
    const variables = {
      ...{
        EXPORT_MAX_LOGS: '1000',
        EXPORT_BATCH_LOGS: '10',
        EXPORT_BATCHES_AT_ONCE: '2',
        EXPORT_RETRY_BUDGET_SECONDS: '10',
      },
      GCS_API_ENDPOINT: proxy.endpoint,
    };
    const stack = await startStack({ variables });
    try {
      await insertLogs(stack, logDocuments(60));
      const id = await scenario({ stack, proxy, client: await stack.client() });
      const handle = stack.temporal.workflow.getHandle(`logs-export-${id}`);
      await handle.result().catch(() => undefined);
      const history = historyToJson(await handle.fetchHistory());
      writeFileSync(path.join(folder, `${name}.json`), `${withoutMachine(history)}\n`);
    } finally {
      await stack.stop();
      await proxy.stop();
    }
    process.stdout.write(`${name}: recorded\n`);
  }
}

startTestEngines()
  .then(record)
  .finally(stopTestEngines)
  .catch((error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${String(error)}\n`);
  });
