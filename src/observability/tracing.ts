import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { OpenTelemetrySinks } from '@temporalio/interceptors-opentelemetry-v2';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';

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
