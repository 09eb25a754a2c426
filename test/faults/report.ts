import { nameOf } from './draw';
import type { StoreName } from '../../src/model/store-names';
import { faultsOf } from './faults';
import type { Options } from './options';
import type { Played } from './play';

const seconds = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} s`);

/** The line of one round. */
export function lineOf({ round, seconds: took, recoverySeconds, drawn, broken }: Played): string {
  const verdict = broken === null ? round.fault.ends : `BROKEN: ${broken}`;
  const recovery = recoverySeconds === null ? '' : `, recovered in ${seconds(recoverySeconds)}`;
  return `${nameOf(round).padEnd(26)} ${verdict} (${seconds(took)}${recovery}) ${drawn}`;
}

interface TableRow {
  fault: string;
  breaks: string;
  rounds: number;
  outcome: string;
  longestRecoverySeconds: number | null;
}

function tableRows(storage: StoreName, played: readonly Played[]): TableRow[] {
  return faultsOf(storage).flatMap(({ name, breaks, ends }) => {
    const own = played.filter(({ round }) => round.fault.name === name);
    if (own.length === 0) return [];
    const broken = own.filter((one) => one.broken !== null).length;
    const recoveries = own.flatMap(({ recoverySeconds }) => recoverySeconds ?? []);
    return {
      fault: name,
      breaks,
      rounds: own.length,
      outcome: broken === 0 ? `all ${ends}` : `${broken} BROKEN`,
      longestRecoverySeconds: recoveries.length > 0 ? Math.max(...recoveries) : null,
    };
  });
}

/** The table, as Markdown. */
export function tableOf(storage: StoreName, played: readonly Played[]): string {
  const cells = tableRows(storage, played).map(({ fault, breaks, rounds, outcome, longestRecoverySeconds }) => [
    `\`${fault}\``,
    breaks,
    String(rounds),
    outcome,
    seconds(longestRecoverySeconds),
  ]);
  const rows = [['fault', 'what is broken', 'rounds', 'outcome', 'longest recovery'], ...cells];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}

/** All of it, for programs. */
export function reportOf({ seed, storage, logs, batchLogs }: Options, played: readonly Played[]) {
  const rounds = played.map(({ round, ...rest }) => ({ round: nameOf(round), ...rest }));
  return { seed, storage, logs, batchLogs, table: tableRows(storage, played), rounds };
}
