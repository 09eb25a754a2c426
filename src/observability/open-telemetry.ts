import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Span } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry-v2/lib/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
} from '@temporalio/interceptors-opentelemetry-v2/lib/worker';
import type { Config } from '../config';
import { version } from '../process/version';
import type { ProcessName } from './catalogue';
import { storageCallOf } from './storage-calls';
import type { Tracing } from './tracing';
import { withoutContent } from './without-content';

type Protocol = Config['OTEL_EXPORTER_OTLP_PROTOCOL'];

/** Each reads endpoint, headers, certificates and timeouts from the standard variables. */
const exporters: Record<Protocol, () => Promise<SpanExporter>> = {
  'http/protobuf': async () => new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter(),
  'http/json': async () => new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter(),
  grpc: async () => new (await import('@opentelemetry/exporter-trace-otlp-grpc')).OTLPTraceExporter(),
};

/** Requests of monitors, which are not traced. */
const isProbe = ({ url }: { url?: string | undefined }) => /^\/(healthz|readyz|metrics)\b/.test(url ?? '');

const isOutgoing = (request: ClientRequest | IncomingMessage): request is ClientRequest => 'path' in request;
const callOf = (request: ClientRequest) => ({
  method: request.method,
  path: request.path,
  has: (header: string) => request.hasHeader(header),
});

/** The library names a span by the HTTP method alone, which does not tell the calls to the object store apart. */
function nameStorageCall(span: Span, request: ClientRequest | IncomingMessage): void {
  const name = isOutgoing(request) ? storageCallOf(callOf(request)) : null;
  if (name !== null) span.updateName(name);
}

/** Traces requests, calls to Temporal, activities, and their calls to MongoDB and the object store. */
export async function startOpenTelemetry(config: Config, name: ProcessName): Promise<Tracing> {
  const protocol = config.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? config.OTEL_EXPORTER_OTLP_PROTOCOL;
  const processor = new BatchSpanProcessor(withoutContent(await exporters[protocol]()));
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': `logs-export-${name}`, 'service.version': version }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  registerInstrumentations({
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: isProbe,
        requireParentforOutgoingSpans: true,
        requestHook: nameStorageCall,
      }),
      new MongoDBInstrumentation({ dbStatementSerializer: () => '' }),
    ],
  });
  return {
    client: [new OpenTelemetryWorkflowClientInterceptor()],
    activities: [(context) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(context) })],
    sinks: { exporter: makeWorkflowExporter(processor, resource) },
    stop: () => provider.shutdown(),
  };
}
