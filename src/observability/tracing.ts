import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry-v2';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';

/** Carries traces through Temporal, and sends the remaining spans when the process ends. */
export interface Tracing {
  client: WorkflowClientInterceptor[];
  activities: ActivityInterceptorsFactory[];
  /** Receives the spans of workflows. Without it a worker can't run a workflow that was started with a trace. */
  sinks: InjectedSinks<OpenTelemetrySinks>;
  stop: () => Promise<void>;
}

export const noTracing: Tracing = {
  client: [],
  activities: [],
  sinks: { exporter: { export: { fn: () => undefined } } },
  stop: () => Promise.resolve(),
};
