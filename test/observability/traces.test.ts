import { Worker } from '@temporalio/worker';
import { noTracing } from '../../src/observability/tracing';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { COLUMNS, insertLogs, logDocument } from '../support/log-documents';
import { until } from '../support/waiting';
import { testWorkflowBundle } from '../support/workflow-bundle';
import { type Span, startOtlpReceiver } from './support/otlp-receiver';
import { type Processes, startProcesses } from './support/processes';

/** A trace that a caller began before it sent its request: https://www.w3.org/TR/trace-context/ */
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const LOGS = 40;
const BATCH = 20;
const MARK = 'm4rk-';

let gcs: GcsProxy;
let otlp: Awaited<ReturnType<typeof startOtlpReceiver>>;
let processes: Processes;
let exported: string;

async function create(): Promise<string> {
  const filters = { metadata: { team: `${MARK}filter` } };
  return processes.client.create({ filters, requested_data: COLUMNS, description: `${MARK}description` });
}

beforeAll(async () => {
  gcs = await startGcsProxy();
  otlp = await startOtlpReceiver();
  processes = await startProcesses({
    ...{ GCS_API_ENDPOINT: gcs.endpoint, LOG_LEVEL: 'trace', EXPORT_BATCH_LOGS: String(BATCH) },
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    ...{ OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' },
  });
  const marked = (index: number) =>
    logDocument(index, {
      request: { body: { prompt: `${MARK}prompt` } },
      response: { status: 200, body: { text: `${MARK}answer` } },
      metrics: { 'metadata.key': ['team'], 'metadata.value': [`${MARK}filter`] },
    });
  await insertLogs(
    processes.stack,
    Array.from({ length: LOGS }, (_, index) => marked(index)),
  );

  exported = await create();
  const { url, key } = processes.client;
  const started = await fetch(`${url}/v1/logs/exports/${exported}/start`, {
    method: 'POST',
    headers: { 'x-portkey-api-key': key, traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` },
  });
  expect(started.status).toBe(200);
  expect(await processes.client.settled(exported)).toMatchObject({ status: 'success', progress: { exported: LOGS } });
  await until(() => run().some(({ name }) => name === 'RunWorkflow:exportLogs'));
});
afterAll(async () => {
  await processes.stop();
  await otlp.stop();
  await gcs.stop();
});

/** The spans of the run that the caller's trace began. */
const run = () => otlp.spans.filter(({ traceId }) => traceId === CALLER.traceId);
const named = (name: string) => run().filter((span) => span.name === name);
const parentOf = (span: Span) => run().find(({ spanId }) => spanId === span.parentSpanId);
const childrenOf = (span: Span) => run().filter(({ parentSpanId }) => parentSpanId === span.spanId);

test("a run is one trace, from the caller's request through the workflow to its activities", () => {
  const [request, ...others] = named('POST /v1/logs/exports/:id/start');
  expect(others).toEqual([]);
  expect(request).toMatchObject({ service: 'logs-export-api', parentSpanId: CALLER.spanId });
  const [start] = named('StartWorkflow:exportLogs');
  expect(parentOf(start!)).toBe(request);
  const [workflow] = named('RunWorkflow:exportLogs');
  expect(workflow!.service).toBe('logs-export-worker');
  expect(parentOf(workflow!)).toBe(start);

  const steps = { plan: 1, writeBatch: LOGS / BATCH, composeFile: 1, finish: 1 };
  for (const [step, times] of Object.entries(steps)) {
    const tries = named(`RunActivity:${step}`);
    expect({ step, times: tries.length }).toEqual({ step, times });
    for (const attempt of tries) {
      const scheduled = parentOf(attempt)!;
      expect(scheduled.name).toBe(`StartActivity:${step}`);
      expect(parentOf(scheduled)).toBe(workflow);
    }
  }
});

test('the calls to MongoDB and Google Cloud Storage hang below the step that made them', () => {
  const callsOf = (step: string) => named(`RunActivity:${step}`).flatMap(childrenOf);
  // Where MongoDB wants a login, a new connection logs in, on no collection.
  const collections = (step: string) =>
    new Set(
      callsOf(step)
        .map(({ attributes }) => attributes['db.collection.name'])
        .filter((name) => name && name !== '$cmd'),
    );
  expect(collections('plan')).toEqual(new Set(['exports', 'logs']));
  expect(collections('writeBatch')).toEqual(new Set(['exports', 'logs']));
  const { port } = new URL(gcs.endpoint);
  const toStorage = (step: string) =>
    callsOf(step)
      .filter(({ attributes }) => attributes['server.port'] === Number(port))
      .map(({ name }) => name);
  expect(toStorage('writeBatch')).toEqual(Array(LOGS / BATCH).fill('GCS upload part'));
  expect(new Set(toStorage('composeFile'))).toEqual(
    new Set(['GCS compose file', 'GCS upload manifest', 'GCS list objects', 'GCS delete part']),
  );
  expect(callsOf('finish').some(({ name }) => name.startsWith('findAndModify'))).toBe(true);
});

test('nothing is in the trace but what belongs to it: every span has its parent there', () => {
  const orphans = run().filter((span) => span.parentSpanId !== CALLER.spanId && !parentOf(span));
  expect(orphans.map(({ name }) => name)).toEqual([]);
});

test('the log has the ids of the trace', () => {
  const lines = processes
    .logs()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const [request] = named('POST /v1/logs/exports/:id/start');
  const answered = lines.find(({ msg, route }) => msg === 'request' && route === '/v1/logs/exports/:id/start');
  expect(answered).toMatchObject({ trace_id: CALLER.traceId, span_id: request!.spanId, exportId: exported });
  const [finish] = named('RunActivity:finish');
  const finished = lines.find(({ msg }) => msg === 'export finished');
  expect(finished).toMatchObject({ trace_id: CALLER.traceId, span_id: finish!.spanId });
});

test('a run that fails shows where, without a word of why that could quote a log', async () => {
  gcs.meddle((request) => (isPart(request) ? { status: 403 } : undefined));
  const id = await create();
  await processes.client.start(id);
  expect(await processes.client.settled(id)).toMatchObject({ status: 'failure' });
  gcs.meddle(() => undefined);
  const failed = (name: string) =>
    otlp.spans.some((span) => span.name === name && (span as { status?: { code?: number } }).status?.code === 2);
  await until(() => failed('RunActivity:writeBatch') && failed('RunWorkflow:exportLogs'));
});

test('health checks and scrapes leave no traces', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics']) await fetch(`${processes.apiUrl}${path}`);
  await processes.client.read('none');
  await until(() => otlp.spans.some(({ attributes }) => attributes['http.response.status_code'] === 404));
  const routes = new Set(otlp.spans.map(({ attributes }) => attributes['http.route']));
  for (const path of ['/healthz', '/readyz', '/metrics']) expect(routes).not.toContain(path);
  expect(otlp.spans.filter(({ name }) => name.startsWith('ping'))).toEqual([]);
});

test('no span holds content, a key, a name of an object, a URL or a query', () => {
  const sent = otlp.bodies.join('\n');
  expect(sent).toContain('RunActivity:writeBatch');
  expect(sent).toContain('deployment.environment.name');
  for (const secret of [
    MARK,
    processes.client.key,
    'acme',
    '/storage/',
    'uploadType',
    '.jsonl',
    'refuses access',
    'node:internal',
  ]) {
    expect({ secret, sent: sent.includes(secret) && secret }).toEqual({ secret, sent: false });
  }
  for (const { attributes } of otlp.spans) {
    expect(
      Object.keys(attributes).filter((name) => /url|query|statement|memo|message|stack|agent/i.test(name)),
    ).toEqual([]);
  }
});

test('nor does the log, or a metric of either process', async () => {
  const exposed = [processes.apiUrl, processes.workerUrl].map(async (url) => (await fetch(`${url}/metrics`)).text());
  for (const text of [processes.logs(), ...(await Promise.all(exposed))]) {
    expect(text.length).toBeGreaterThan(1_000);
    for (const secret of [MARK, processes.client.key]) expect(text).not.toContain(secret);
  }
});

test('a traced run is replayed by the current workflows, and takes nothing but the trace into Temporal', async () => {
  const handle = processes.stack.temporal.workflow.getHandle(`logs-export-${exported}`);
  const history = await handle.fetchHistory();
  const header = history.events![0]!.workflowExecutionStartedEventAttributes!.header!.fields!;
  expect(Object.keys(header)).toEqual(['_tracer-data']);
  const { traceparent, ...rest } = JSON.parse(String(Buffer.from(header['_tracer-data']!.data!))) as Record<
    string,
    string
  >;
  expect(traceparent).toContain(CALLER.traceId);
  expect(rest).toEqual({});
  const results = Worker.runReplayHistories({ workflowBundle: testWorkflowBundle(), sinks: noTracing.sinks }, [
    { workflowId: handle.workflowId, history },
  ]);
  const errors: unknown[] = [];
  for await (const { error } of results) errors.push(error);
  expect(errors).toEqual([undefined]);
});
