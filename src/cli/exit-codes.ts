/** The exit codes of `logs-export`; the help and docs/cli.md are made from this list. */
export const exitCodes = {
  ok: { code: 0, meaning: 'done' },
  failed: {
    code: 1,
    meaning: 'the export failed or was stopped, the file is damaged or can’t be written, or doctor found a problem',
  },
  usage: { code: 2, meaning: 'a wrong command, flag or value; the API finds the request invalid' },
  refused: { code: 3, meaning: 'the API refuses: key, scope, not found, wrong status, expired' },
  unreachable: { code: 4, meaning: 'the API or the file can’t be reached; try again later' },
  truncated: { code: 5, meaning: 'with --strict: more logs match than an export may hold; nothing was exported' },
  interrupted: { code: 130, meaning: 'interrupted by Ctrl-C' },
} as const;

export type Ending = keyof typeof exitCodes;

/** Ends the command with a sentence for the user. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly ending: Ending,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
