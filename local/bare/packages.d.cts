/** The command that runs npm, and its first arguments: the npm that started us, else the one on PATH. */
export function npmCommand(): [command: string, ...args: string[]];
