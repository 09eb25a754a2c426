import pino, { type Logger } from 'pino';
import type { Config } from './config';

/** JSON lines on standard output. An error is logged as its class, code and stack's frames: messages may quote logs. */
export function createLogger(config: Pick<Config, 'LOG_LEVEL'>, name: 'api' | 'worker'): Logger {
  return pino({
    level: config.LOG_LEVEL,
    base: { service: `logs-export-${name}` },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: {
      err: (error: unknown) => {
        if (!(error instanceof Error)) return { type: typeof error };
        const code = 'code' in error ? String(error.code) : undefined;
        const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
        return { type: error.name, code, stack: frames?.join('\n') };
      },
    },
  });
}
