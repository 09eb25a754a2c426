import path from 'node:path';

const VARIABLE = 'TEST_SERVICE';

/** Says where the service is compiled; jest hands the environment on to its workers. */
export function nameCompiledService(dist: string): void {
  process.env[VARIABLE] = dist;
}

/** Where the service is compiled. */
export const compiledService = () => process.env[VARIABLE]!;

/** A script of the service as it was compiled for this test run, such as `worker` or `cli/keys`. */
export const compiledScript = (name: string) => path.join(compiledService(), `${name}.js`);
