import type { Config } from '../config';
import type { ProcessName } from './catalogue';
import { noTracing, type Tracing } from './tracing';

/** Starts tracing if an endpoint for traces is configured. Otherwise OpenTelemetry's SDK is not even loaded. */
export async function startTracing(config: Config, name: ProcessName): Promise<Tracing> {
  const endpoint = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || config.OTEL_SDK_DISABLED || config.OTEL_TRACES_EXPORTER === 'none') return noTracing;
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  return startOpenTelemetry(config, name);
}
