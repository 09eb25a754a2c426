import type { Command } from 'commander';
import { fields } from '../model/fields';

/**
 * Adds `completion <shell>`, which prints a script for the shell, and the hidden `complete` that the script asks at every
 * TAB. Commands, flags and choices are known from the program; the fields, a list by commas, are added here.
 */
export async function addCompletion(program: Command): Promise<void> {
  // Published as an ES module only.
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const completion = tab(program, { completionCommandName: 'completion' });
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
