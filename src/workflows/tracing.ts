import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry-v2/lib/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';

/** Temporal's name for the header with the trace that a workflow was started in. */
const TRACE_HEADER = '_tracer-data';

/**
 * Continues the trace of the request that started a run. The history decides: a run that was started without a trace runs
 * and replays as if this interceptor were absent.
 */
export function interceptors(): WorkflowInterceptors {
  let traced: OpenTelemetryOutboundInterceptor | undefined;
  return {
    inbound: [
      {
        execute(input, next) {
          if (!(TRACE_HEADER in input.headers)) return next(input);
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
    internals: [new OpenTelemetryInternalsInterceptor()],
  };
}
