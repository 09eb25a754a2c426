import type { Command } from 'commander';
import { fields } from '../model/fields';
import { say } from './output';

/** The script for bash needs this function of the package bash-completion, which some machines lack. */
const BASH_FALLBACK = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]:0:COMP_CWORD+1}") cword=$COMP_CWORD
    cur=\${words[cword]} prev=\${words[cword-1]}
}`;

/**
 * Adds `completion <shell>`, which prints a script for the shell, and the hidden `complete` that the script runs at every
 * TAB. Commands, flags and choices come from the program; the comma-separated fields are added here.
 */
export async function addCompletion(program: Command): Promise<void> {
  // Published as an ES module only.
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const completion = tab(program, { completionCommandName: 'completion' });
  program.hook('preAction', (_program, command) => {
    if (command.name() === 'completion' && command.args[0] === 'bash') say(BASH_FALLBACK);
  });
  for (const command of completion.commands.values()) {
    const option = command.options.get('fields');
    if (!option) continue;
    option.handler = (complete) => {
      const typed = process.argv.at(-1) ?? '';
      const names = typed.replace(/^--fields=/, '').split(',');
      const before = names.slice(0, -1);
      for (const { name, description } of fields) {
        if (!before.includes(name)) complete([...before, name].join(','), description);
      }
    };
  }
}
