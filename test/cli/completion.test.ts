import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fields } from '../../src/model/fields';
import { setUpCli, type Cli } from './support/cli';

let cli: Cli;
let bin: string;
let script: string;
beforeAll(async () => {
  cli = setUpCli({});
  bin = path.join(cli.folder, 'bin');
  mkdirSync(bin);
  chmodSync(cli.program, 0o755);
  symlinkSync(cli.program, path.join(bin, 'logs-export'));
  script = path.join(cli.folder, 'completion.bash');
  writeFileSync(script, (await cli.run(['completion', 'bash'])).out);
});
afterAll(() => cli.remove());

/** What a real bash offers at the end of this line, with the script that the command printed. */
function bashOffers(line: string): Promise<string[]> {
  const words = line.split(' ');
  const asking = `
    source ${script}
    compopt() { :; } # only to be had while a TAB is answered
    COMP_LINE=${JSON.stringify(line)} COMP_POINT=\${#COMP_LINE} COMP_CWORD=${words.length - 1}
    COMP_WORDS=(${words.map((word) => JSON.stringify(word)).join(' ')})
    spec=$(complete -p logs-export); spec=\${spec##*-F }
    "\${spec%% *}" logs-export "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  return new Promise((resolve, reject) => {
    execFile('bash', ['--norc', '-c', asking], { env }, (error, out, err) => {
      if (error || err) reject(new Error(err, { cause: error }));
      else
        resolve(
          out
            .split('\n')
            .filter(Boolean)
            .map((word) => word.trim().split(/\s/)[0]!),
        );
    });
  });
}

test.each([
  ['logs-export do', ['doctor', 'download']],
  ['logs-export keys ', ['create', 'help', 'list', 'revoke']],
  ['logs-export run --out', ['--output']],
  ['logs-export list --status s', ['stopped', 'success']],
  ['logs-export preview --completion-token-', ['--completion-token-max', '--completion-token-min']],
  ['logs-export create --fields cost', ['cost', 'cost_currency']],
  ['logs-export create --fields id,cost,cost', ['id,cost,cost_currency']],
])('bash completes "%s"', async (line, offered) => {
  expect((await bashOffers(line)).sort()).toEqual(offered);
});

test('every field is offered, once', async () => {
  const offered = await bashOffers('logs-export run --fields ');
  expect(offered.sort()).toEqual(fields.map(({ name }) => name).sort());
});

test('a TAB in a real bash, with no package for completion', async () => {
  const env = { PATH: `${bin}:${process.env.PATH}`, PS1: '> ', TERM: 'dumb' };
  const bash = cli.onTerminal('bash', ['--norc', '--noprofile', '-i'], env);
  bash.type(`source ${script}\n`);
  bash.type('logs-export keys rev\t');
  await bash.shows('logs-export keys revoke ');
  bash.type('\x15exit\n');
  await bash.ended;
});

test.each(['zsh', 'fish'])('there is a script for %s', async (shell) => {
  const { code, out } = await cli.run(['completion', shell]);
  expect({ code, asks: out.includes('logs-export complete --') }).toEqual({ code: 0, asks: true });
});

test('a shell that is none is refused', async () => {
  expect(await cli.run(['completion', 'cmd'])).toMatchObject({ code: 2 });
});

describe('docs/cli.md', () => {
  const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8');

  test('tells of every command and exit code that --help tells of', async () => {
    const { out } = await cli.run(['--help']);
    const [, commands, codes] = /Commands:\n([^]+?)\n\nExit codes:\n([^]+)/.exec(out)!;
    const names = [...commands!.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
    expect(names).toContain('run');
    expect(names.filter((name) => !text.includes(`\`${name}`))).toEqual([]);
    const told = [...codes!.matchAll(/^ +(\d+) +(.+)$/gm)].map(([, code, meaning]) => ({ code, meaning: meaning! }));
    expect(told.map(({ code }) => code)).toEqual(['0', '1', '2', '3', '4', '5', '130']);
    expect(told.filter(({ meaning }) => !text.includes(meaning))).toEqual([]);
  });
});
