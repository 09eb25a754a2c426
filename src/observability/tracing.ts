import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry-v2';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { Config } from '../config';
import type { ProcessName } from './catalogue';

/** What takes traces through Temporal, and sends what is left of them when the process ends. */
export interface Tracing {
  client: WorkflowClientInterceptor[];
  activities: ActivityInterceptorsFactory[];
  /** Where the spans of workflows go: a worker without it could not run a workflow that was started with a trace. */
  sinks: InjectedSinks<OpenTelemetrySinks>;
  stop: () => Promise<void>;
}

export const noTracing: Tracing = {
  client: [],
  activities: [],
  sinks: { exporter: { export: { fn: () => undefined } } },
  stop: () => Promise.resolve(),
};

/** Starts tracing where an endpoint for traces is set; where none is, nothing of OpenTelemetry's SDK is even loaded. */
export async function startTracing(config: Config, name: ProcessName): Promise<Tracing> {
  const endpoint = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || config.OTEL_SDK_DISABLED || config.OTEL_TRACES_EXPORTER === 'none') return noTracing;
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  return startOpenTelemetry(config, name);
}
