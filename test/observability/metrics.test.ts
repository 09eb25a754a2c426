import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { localDir, root } from '../../local/paths';
import { definitions } from '../../src/observability/catalogue';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { until } from '../support/waiting';
import { scrape } from './support/exposition';
import { alertQueries, alerts, dashboardQueries } from './support/monitoring';
import { type Processes, startProcesses } from './support/processes';
import { promtool, startPrometheus } from './support/prometheus';
import { selectorsOf } from './support/promql';
import * as scenarios from './support/scenarios';

const LOGS = 60;
const dataDir = path.join(localDir, `test-prometheus-${process.pid}`);

let gcs: GcsProxy;
let processes: Processes;
let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
let api: Awaited<ReturnType<typeof scrape>>;
let worker: Awaited<ReturnType<typeof scrape>>;
let bytesWritten: number;

beforeAll(async () => {
  gcs = await startGcsProxy();
  processes = await startProcesses({
    ...{ GCS_API_ENDPOINT: gcs.endpoint, LOG_LEVEL: 'info' },
    ...{ EXPORT_BATCH_LOGS: '20', EXPORT_BATCHES_AT_ONCE: '1', EXPORT_RETRY_BUDGET_SECONDS: '5' },
  });
  prometheus = await startPrometheus({ dataDir, urls: [processes.apiUrl, processes.workerUrl] });
  // What a counter grew by is told only from where it was seen first.
  await until(async () => (await prometheus.query('logs_export_reconciler_findings_total')).length > 0);
  await insertLogs(processes.stack, logDocuments(LOGS));
  const setting = { processes, gcs };
  const first = await scenarios.succeed(setting);
  const second = await scenarios.succeedAtSecondTry(setting);
  expect([first.status, second.status]).toEqual(['success', 'success']);
  bytesWritten = first.file!.bytes + second.file!.bytes;
  expect(await scenarios.fail(setting)).toMatchObject({ error_code: 'storage_permission_denied' });
  expect(await scenarios.cancel(setting)).toMatchObject({ status: 'stopped' });
  expect(await scenarios.loseWorkflow(setting)).toMatchObject({ error_code: 'workflow_terminated' });
  await processes.client.read('none');
  [api, worker] = await Promise.all([scrape(processes.apiUrl), scrape(processes.workerUrl)]);
});
afterAll(async () => {
  await prometheus.stop();
  await processes.stop();
  await gcs.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('exports are counted by status and reason where they end', () => {
  const ended = (status: string, reason: string) => worker.value('logs_export_exports_ended_total', { status, reason });
  expect(ended('success', 'none')).toBe(2);
  expect(ended('stopped', 'none')).toBe(1);
  expect(ended('failure', 'storage_permission_denied')).toBe(1);
  expect(ended('failure', 'workflow_terminated')).toBe(1);
  expect(ended('failure', 'parts_lost')).toBe(0);
  expect(worker.value('logs_export_exports_ended_total')).toBe(5);
  expect(api.value('logs_export_exports_ended_total')).toBe(0);
  expect(api.value('logs_export_exports_running')).toBe(0);
});

test('rows and bytes are those of the files', () => {
  expect(worker.value('logs_export_rows_written_total')).toBe(2 * LOGS);
  expect(worker.value('logs_export_bytes_written_total')).toBe(bytesWritten);
});

test('batches are timed, and retries told by activity and by reason', () => {
  const batches = { activity: 'writeBatch' };
  const tries = (outcome: string) =>
    worker.value('logs_export_activity_duration_seconds_count', { ...batches, outcome });
  expect(tries('completed')).toBe((2 * LOGS) / 20);
  expect(worker.value('logs_export_activity_retries_total', batches)).toBe(1);
  expect(worker.value('logs_export_activity_failures_total', { ...batches, reason: 'storage_unavailable' })).toBe(1);
  expect(worker.value('logs_export_activity_failures_total', { reason: 'storage_permission_denied' })).toBeGreaterThan(
    0,
  );
  expect(worker.value('logs_export_activity_duration_seconds_sum', batches)).toBeGreaterThan(0);
});

test('the queue is measured by those who wait in it and by Temporal', () => {
  expect(worker.value('logs_export_activity_queue_seconds_count', { activity: 'plan' })).toBe(5);
  expect(api.value('logs_export_queue_pollers', { kind: 'workflow' })).toBe(1);
  expect(api.value('logs_export_queue_pollers', { kind: 'activity' })).toBe(1);
  expect(api.value('logs_export_queue_pollers', { kind: 'batch' })).toBe(1);
  expect(api.value('logs_export_queue_backlog_tasks')).toBe(0);
  expect(api.value('logs_export_queue_backlog_age_seconds')).toBe(0);
});

test('a step that its worker has a slot for begins without the queue', () => {
  const received = (eager: string) =>
    worker.value('temporal_activity_task_received_total', { activity_type: 'plan', eager });
  expect(received('true')).toBe(5);
  expect(received('false') ?? 0).toBe(0);
});

test('what the reconciler found is counted', () => {
  expect(worker.value('logs_export_reconciler_findings_total', { reason: 'workflow_terminated' })).toBe(1);
  expect(worker.value('logs_export_reconciler_findings_total')).toBe(1);
});

test('requests are counted by route and status', () => {
  const count = (labels: Record<string, string>) =>
    api.value('logs_export_http_request_duration_seconds_count', labels);
  expect(count({ method: 'POST', route: '/v1/logs/exports/:id/start', status: '200' })).toBe(5);
  expect(count({ method: 'GET', route: '/v1/logs/exports/:id', status: '404' })).toBe(1);
});

test("the worker's port has the metrics of Temporal's SDK too", () => {
  expect(worker.value('temporal_workflow_completed_total', { workflow_type: 'exportLogs' })).toBe(2);
  expect(
    worker.value('temporal_activity_execution_latency_seconds_count', { activity_type: 'writeBatch' }),
  ).toBeGreaterThan(0);
});

test('every metric of the catalogue is exported, by the processes that it names', () => {
  const suffix = { counter: '', gauge: '', histogram: '_count' };
  for (const { name, type, from } of Object.values(definitions)) {
    const exporters = [...(api.value(name + suffix[type]) === undefined ? [] : ['api'])];
    if (worker.value(name + suffix[type]) !== undefined) exporters.push('worker');
    expect({ name, exporters }).toEqual({ name, exporters: [...from] });
  }
  const names = Object.values(definitions).map(({ name }) => name);
  const ours = [...api.samples, ...worker.samples].filter(({ name }) => name.startsWith('logs_export_'));
  const unknown = ours.filter(({ name }) => !names.includes(name.replace(/_(bucket|sum|count)$/, '')));
  expect(unknown).toEqual([]);
});

test('no label takes more values than there are kinds of things', () => {
  const ours = [...api.samples, ...worker.samples].filter(({ name }) => name.startsWith('logs_export_'));
  const values = new Set(ours.flatMap(({ labels }) => Object.values(labels)));
  expect(values.size).toBeLessThan(100);
  const { MONGO_DATABASE, GCS_BUCKET } = processes.stack.config;
  for (const value of values) expect(value).not.toMatch(/[\da-f]{8}-[\da-f]{4}/);
  for (const tenant of ['acme', 'main', MONGO_DATABASE, GCS_BUCKET]) expect([...values]).not.toContain(tenant);
});

test('Prometheus finds no fault with names, units and texts', async () => {
  for (const { text } of [api, worker]) {
    const ours = text.split('\n').filter((line) => line.includes('logs_export_'));
    await promtool(['check', 'metrics'], `${ours.join('\n')}\n`);
  }
});

describe('dashboard and alerts', () => {
  const queries = [...dashboardQueries(), ...alertQueries()];

  test('there are some', () => {
    expect(dashboardQueries().length).toBeGreaterThan(25);
    expect(alerts().length).toBeGreaterThan(8);
  });

  test.each(queries)('$where asks for series that are exported', async ({ expr }) => {
    const selectors = await selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      const samples = [...api.samples, ...worker.samples].filter(({ name }) => name === metric);
      expect({ metric, exported: samples.length > 0 }).toEqual({ metric, exported: true });
      for (const { label, operator, value } of matchers) {
        const matched = samples.some(({ labels }) => (operator === '=' ? labels[label] === value : label in labels));
        expect({ metric, label, value, matched }).toEqual({ metric, label, value, matched: true });
      }
    }
  });

  test('a real Prometheus answers every query of the dashboard with data', async () => {
    const waiting = new Set(dashboardQueries());
    await until(async () => {
      for (const query of waiting) if ((await prometheus.query(query.expr)).length > 0) waiting.delete(query);
      return waiting.size === 0;
    });
  });

  test('it takes the alerts as rules, and evaluates each without an error', async () => {
    interface Rules {
      groups: { rules: { name: string; health: string; lastError?: string }[] }[];
    }
    const rules = async () => (await prometheus.get<Rules>('rules')).groups.flatMap((group) => group.rules);
    await until(async () => (await rules()).every(({ health }) => health !== 'unknown'));
    const evaluated = (await rules()).map(({ name, health, lastError }) => ({ name, health, lastError }));
    expect(evaluated).toEqual(alerts().map(({ alert }) => ({ name: alert, health: 'ok', lastError: undefined })));
  });

  test('an export that was lost raises its alert', async () => {
    await until(async () => (await prometheus.query('ALERTS{alertname="LogsExportsLost"}')).length > 0);
    const [raised] = await prometheus.query('ALERTS{alertname="LogsExportsLost"}');
    expect(raised!.metric).toMatchObject({ reason: 'workflow_terminated', severity: 'ticket', alertstate: 'firing' });
  });

  test('each alert fires when it should, and only then: the tests beside the rules', async () => {
    expect(await promtool(['check', 'rules', 'alerts.yml'])).toContain(`${alerts().length} rules found`);
    expect(await promtool(['test', 'rules', 'alerts.test.yml'])).toContain('SUCCESS');
    const tested = readFileSync(path.join(root, 'deploy', 'monitoring', 'alerts.test.yml'), 'utf8');
    for (const { alert } of alerts()) {
      expect(tested).toMatch(new RegExp(`alertname: ${alert}\\n +exp_alerts:`));
    }
  });

  test.each(alerts())('$alert says how urgent it is, and leads to its section of the runbook', (alert) => {
    expect(['page', 'ticket']).toContain(alert.labels.severity);
    const [file, anchor] = alert.annotations.runbook_url!.split('#');
    expect(existsSync(path.join(root, file!))).toBe(true);
    const runbook = readFileSync(path.join(root, file!), 'utf8');
    expect(anchor).toBe(alert.alert.toLowerCase());
    const section = runbook.split('\n## ').find((text) => text.startsWith(`${alert.alert}\n`));
    for (const part of ['**Means.**', '**Look at.**', '**Do.**']) expect(section).toContain(part);
  });
});

test('an engine that is down shows on both ports', async () => {
  gcs.meddle(({ kind }) => (kind === 'list' ? { status: 403 } : undefined));
  for (const url of [processes.apiUrl, processes.workerUrl]) {
    // What Prometheus was told a moment ago is kept for a moment.
    await until(async () => (await fetch(`${url}/readyz`)).status === 503);
    const ready = await fetch(`${url}/readyz`);
    const engines = { mongodb: 'ok', temporal: 'ok', gcs: 'unavailable' };
    expect(await ready.json()).toEqual({ status: 'unavailable', engines });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const now = await scrape(url);
    expect(now.value('logs_export_engine_up', { engine: 'gcs' })).toBe(0);
    expect(now.value('logs_export_engine_up', { engine: 'mongodb' })).toBe(1);
  }
});
