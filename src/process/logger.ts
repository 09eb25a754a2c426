import { trace } from '@opentelemetry/api';
import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { Config } from '../config';
import { stackFrames } from '../model/stack-frames';

/**
 * JSON lines, on standard output unless a destination is given, with the ids of the trace that they are part of. An error
 * is logged as its class, code and stack's frames: its message may quote a log.
 */
export function createLogger(
  config: Pick<Config, 'LOG_LEVEL'>,
  name: 'api' | 'worker' | 'setup',
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level: config.LOG_LEVEL,
    base: { service: `logs-export-${name}` },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: withoutMessage },
    mixin: activeTrace,
  };
  return destination ? pino(options, destination) : pino(options);
}

function activeTrace(): object {
  const active = trace.getActiveSpan()?.spanContext();
  return active ? { trace_id: active.traceId, span_id: active.spanId } : {};
}

function withoutMessage(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  return { type: error.name, code, stack: stackFrames(error).join('\n') };
}
