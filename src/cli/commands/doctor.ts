import type { Command } from 'commander';
import { keyOption, urlOption } from '../connection';
import type { Finding } from '../doctor/checks';
import { CliError } from '../exit-codes';
import { say, sayJson } from '../output';

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', skip: 'skip' } as const;

function lineOf({ state, area, check, detail, remedy }: Finding): string {
  return `${marks[state]}  ${area}, ${check}: ${detail}.${remedy ? ` → ${remedy}` : ''}`;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      "Check every permission and setting before anything is exported: MongoDB, Temporal and the object store, by the service's own " +
        'environment variables, and the API where its URL is given.',
    )
    .addOption(urlOption())
    .addOption(keyOption())
    .option('--json', 'print the findings as JSON')
    .action(async ({ url, apiKey, json }: { url?: string; apiKey?: string; json?: true }) => {
      // The engines' clients are slow to load, and only this command needs them.
      const { examine } = await import('../doctor/examine.js');
      const findings = await examine({ env: process.env, url, apiKey });
      const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
      if (json) sayJson({ ok: count('fail') === 0, findings });
      else for (const finding of findings) say(lineOf(finding));
      const summary = `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed.`;
      if (count('fail') > 0) throw new CliError('failed', summary);
      if (!json) say(summary);
    });
}
