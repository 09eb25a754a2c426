import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporalProgram } from '../../local/engines/temporal';
import type { Config } from '../../src/config';

const run = promisify(execFile);

/** The official command line, against the Temporal of this stack: what an operator types. Answers what it prints. */
export function temporalCli({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }: Config) {
  return async (...args: string[]): Promise<string> => {
    const program = await temporalProgram();
    const running = run(program, [...args, '--address', address, '--namespace', namespace]);
    // It asks before it deletes.
    running.child.stdin?.end('y\n');
    return (await running).stdout;
  };
}
