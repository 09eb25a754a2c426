/** The samples of the documentation, and the tools that they are run with. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../local/paths';
import { endingItself, pythonWith } from '../../support/python';

const run = promisify(execFile);

export interface Sample {
  heading: string;
  language: string;
  code: string;
}

/** The code blocks of a page, each with the heading it stands under. */
export function samplesOf(page: string): Sample[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  const pieces = text.matchAll(/^#+ (?<heading>.+)$|^```(?<language>\w+)\n(?<code>[^]*?)^```$/gm);
  let heading = '';
  return [...pieces].flatMap(({ groups }) => {
    heading = groups!.heading ?? heading;
    return groups!.code === undefined ? [] : [{ heading, language: groups!.language!, code: groups!.code }];
  });
}

/** Makes commands of the samples run in this folder: `jq` and, where its program is given, `logs-export`. */
export async function makeCommands(folder: string, logsExport?: string): Promise<void> {
  const bin = path.join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  const make = (name: string, program: string, script: string) =>
    writeFileSync(path.join(bin, name), `#!/bin/sh\nexec '${program}' '${script}' "$@"\n`, { mode: 0o755 });
  make('jq', await pythonWith('python-readers'), path.join(__dirname, 'jq-command.py'));
  if (logsExport) make('logs-export', process.execPath, logsExport);
}

/** Runs a sample as it is printed, and resolves to its standard output. */
export async function runSample(
  { language, code }: Sample,
  folder: string,
  environment: Parameters<typeof pythonWith>[0],
  variables: Record<string, string> = {},
  node = process.execPath,
): Promise<string> {
  const PATH = `${path.join(folder, 'node_modules', '.bin')}:${path.dirname(process.execPath)}:${process.env.PATH!}`;
  const options = { cwd: folder, env: { ...process.env, ...variables, PATH } };
  const script = path.join(folder, 'sample.mjs');
  writeFileSync(script, code);
  const commands: Record<string, () => Promise<[string, string[]]>> = {
    sh: () => Promise.resolve(['bash', ['-euo', 'pipefail', '-c', code]]),
    js: () => Promise.resolve([node, [script]]),
    python: async () => [await pythonWith(environment), ['-W', 'error', '-c', endingItself(code)]],
  };
  const [command, args] = await commands[language]!();
  return (await run(command, args, options)).stdout;
}
