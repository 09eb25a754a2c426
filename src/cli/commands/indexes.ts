import { Argument, type Command } from 'commander';
import { type OptionalIndex, optionalIndexes, optionalNames } from '../../stores/log-indexes';
import { sayJson, sayTable, tell } from '../output';

export function addIndexes(program: Command): void {
  program
    .command('indexes')
    .description(
      "List the log store's optional indexes, whom each helps, and make those that are named. It reads the service's own environment variables.",
    )
    .addArgument(new Argument('[filters...]', 'make an index for each').choices(optionalNames))
    .option('--json', 'print the answer as JSON')
    .action(async (wanted: OptionalIndex[], { json }: { json?: true }) => {
      // MongoDB's client is slow to load, and few commands need it.
      const { withLogIndexes } = await import('../with-log-indexes.js');
      const isThere = await withLogIndexes(async (indexes) => {
        if (wanted.length > 0) {
          tell(`Making an index each for ${wanted.join(', ')}: in a large store that takes hours.`);
          await indexes.ensureOptional(wanted);
        }
        return indexes.optionalThere();
      });
      if (json) return sayJson(isThere);
      const rows = optionalNames.map((name) => [name, isThere[name] ? 'there' : 'missing', optionalIndexes[name]]);
      sayTable(['FILTER', 'INDEX', 'HELPS'], rows);
    });
}
