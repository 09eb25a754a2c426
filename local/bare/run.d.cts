export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** `stderr` keeps a helper's chatter off the standard output of the command that needed it. */
  stdout?: 'inherit' | 'stderr';
}

/** Runs a program to its end with this one's signals passed on; its error output is shown and returned. */
export function run(command: string, args: string[], options?: RunOptions): Promise<{ code: number; stderr: string }>;
