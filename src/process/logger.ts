import { trace } from '@opentelemetry/api';
import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { Config } from '../config';
import { stackFrames } from '../model/stack-frames';

/**
 * Writes JSON lines to standard output, or to the given destination, with the ids of the current trace. Of an error it
 * logs class, code and stack frames, but not the message, which may quote a log.
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
