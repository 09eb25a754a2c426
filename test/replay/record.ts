/**
 * Records what this version leaves behind, on engines of its own: the history of each scenario, which
 * histories.test.ts replays, and the record of an export at each step of its life, which records.test.ts reads. Run it
 * once a release, before the version is published:
 *
 *     npx tsx test/replay/record.ts [scenario …]
 *
 * Recordings of released versions stay as they are. Where a workflow's code changes so that they no longer replay, the
 * change belongs behind `patched`: exports that an older worker began must end under the new one.
 */
import { version } from '../../src/process/version';
import { historyToJson } from '../support/history-json';
import { startTestEngines, stopTestEngines } from '../support/engines';
import { startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack } from '../support/stack';
import { type HistoryJson, type RecordedExport, writeHistory, writeRecords } from './recordings';
import { recordSteps } from './record-steps';
import { scenarios, type Setting } from './scenarios';

/** What is recorded besides histories, by the name that asks for it alone. */
const RECORDS = 'records';

async function withSetting<T>(worker: boolean, use: (setting: Setting) => Promise<T>): Promise<T> {
  const proxy = await startGcsProxy();
  const variables = {
    ...{
      EXPORT_MAX_LOGS: '1000',
      EXPORT_BATCH_LOGS: '10',
      EXPORT_BATCHES_AT_ONCE: '2',
      EXPORT_RETRY_BUDGET_SECONDS: '10',
    },
    ...{ GCS_API_ENDPOINT: proxy.endpoint, WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' },
  };
  const stack = await startStack({ worker, variables });
  try {
    await insertLogs(stack, logDocuments(60));
    return await use({ stack, proxy, client: await stack.client() });
  } finally {
    await stack.stop();
    await proxy.stop();
  }
}

async function record(): Promise<void> {
  const wanted = process.argv.slice(2);
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
  for (const [name, scenario] of Object.entries(scenarios).filter(([name]) => isWanted(name))) {
    await withSetting(true, async (setting) => {
      const handle = setting.stack.temporal.workflow.getHandle(await scenario(setting));
      await handle.result().catch(() => undefined);
      writeHistory(version, name, historyToJson(await handle.fetchHistory()) as HistoryJson);
    });
    process.stdout.write(`${name}: recorded\n`);
  }
  if (!isWanted(RECORDS)) return;
  const recorded: RecordedExport[] = [];
  for (const format of ['jsonl', 'jsonl.gz'] as const) {
    recorded.push(...(await withSetting(false, (setting) => recordSteps(setting, format))));
  }
  writeRecords(version, recorded);
  process.stdout.write(`${RECORDS}: recorded\n`);
}

startTestEngines()
  .then(record)
  .finally(stopTestEngines)
  .catch((error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${String(error)}\n`);
  });
