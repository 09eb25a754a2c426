import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/**
 * The attributes that a span may carry. Libraries add others that may hold text of clients or of logs: URLs, queries,
 * error messages, and Temporal's attributes of a workflow.
 */
const allowed: ReadonlySet<string> = new Set([
  ...['http.request.method', 'http.response.status_code', 'http.route', 'network.protocol.version'],
  ...['server.address', 'server.port', 'error.type', 'exception.type'],
  ...['db.system.name', 'db.namespace', 'db.collection.name', 'db.operation.name'],
  ...['temporalWorkflowId', 'temporalActivityId', 'run_id'],
]);

/** Wraps the exporter and drops every other attribute. */
export const withoutContent = (exporter: SpanExporter): SpanExporter => ({
  export: (spans, done) => exporter.export(spans.map(stripped), done),
  shutdown: () => exporter.shutdown(),
  forceFlush: async () => exporter.forceFlush?.(),
});

/** A span's methods read its fields, so the original stays the prototype. */
const stripped = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: onlyAllowed(span.attributes) },
    events: { value: span.events.map((event) => ({ ...event, attributes: onlyAllowed(event.attributes ?? {}) })) },
    status: { value: { code: span.status.code } },
  }) as ReadableSpan;

const onlyAllowed = <T>(attributes: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => allowed.has(name)));
