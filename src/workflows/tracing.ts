import type * as OpenTelemetry from '@temporalio/interceptors-opentelemetry-v2/lib/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';

/** Temporal's name for the header with the trace that a workflow was started in. */
const TRACE_HEADER = '_tracer-data';

/**
 * Loaded by traced workflows only: each workflow has modules of its own, and these are nearly half of what one holds in
 * memory. A workflow can't wait for an `import()`.
 */
const openTelemetry = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require('@temporalio/interceptors-opentelemetry-v2/lib/workflow') as typeof OpenTelemetry;

/**
 * Continues the trace of the request that started a run. The history decides: a run that was started without a trace runs
 * and replays as if this interceptor were absent.
 */
export function interceptors(): WorkflowInterceptors {
  let traced: OpenTelemetry.OpenTelemetryOutboundInterceptor | undefined;
  return {
    inbound: [
      {
        execute(input, next) {
          if (!(TRACE_HEADER in input.headers)) return next(input);
          const { OpenTelemetryInboundInterceptor, OpenTelemetryOutboundInterceptor } = openTelemetry();
          traced = new OpenTelemetryOutboundInterceptor();
          return new OpenTelemetryInboundInterceptor().execute(input, next);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => traced?.scheduleActivity(input, next) ?? next(input),
        continueAsNew: (input, next) => traced?.continueAsNew(input, next) ?? next(input),
      },
    ],
    internals: [
      {
        dispose(input, next) {
          if (!traced) return next(input);
          const { OpenTelemetryInternalsInterceptor } = openTelemetry();
          void new OpenTelemetryInternalsInterceptor().dispose(input, next);
        },
      },
    ],
  };
}
