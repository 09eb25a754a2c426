import type { Format } from '../src/contract/exports';
import { fields, projectionFor, columnsFor } from '../src/model/fields';
import { timeOf } from './logs';

export const ORGANISATION = 'org_bench';

/** Logs of one size, in a workspace of their own. */
export interface DataSet {
  workspace: string;
  bytes: number;
  logs: number;
}

/** Each column once: of the names of two generations, the later ones. */
const all = fields.filter(({ path, kind }, i) => fields.findIndex((f) => f.path === path && f.kind === kind) === i);
const names = (chosen: readonly { name: string }[]) => chosen.map(({ name }) => name);

export const columnSets = {
  'all columns': names(all),
  'all without bodies': names(all.filter(({ scope }) => scope === null)),
  '4 columns': ['id', 'created_at', 'ai_model', 'cost'],
} as const satisfies Record<string, readonly string[]>;
export type ColumnSet = keyof typeof columnSets;

/** One query that each way answers: the first `logs` of a data set, in the file's order. */
export interface Case {
  data: DataSet;
  logs: number;
  columns: ColumnSet;
  format: Format;
}

export const kilobytes = (bytes: number) => `${bytes / 1_000} KB`;

export const nameOf = ({ data, logs, columns, format }: Case) =>
  `${logs.toLocaleString('en')} × ${kilobytes(data.bytes)}, ${columns}, ${format}`;

/** The query as each way asks it. */
export function queryOf({ data, logs, columns }: Case) {
  return {
    filter: {
      organisation_id: ORGANISATION,
      'metrics.workspace_slug': data.workspace,
      created_at: { $gte: timeOf(0), $lt: timeOf(logs) },
    },
    projection: projectionFor(columnsFor(columnSets[columns])),
    sort: { created_at: 1, _id: 1 } as const,
  };
}

/** The size and the number of logs that the targets are set for. */
export const TARGET = { logs: 50_000, bytes: 2_000 } as const;

const dataSet = (bytes: number, logs: number): DataSet => ({ workspace: `logs-${bytes}`, bytes, logs });

/** The first is the target's; the others vary one thing of it each. Logs of other sizes are as many bytes in all. */
export function casesFor(sizes: readonly number[]): Case[] {
  const main = dataSet(TARGET.bytes, Math.max(...sizes));
  const middle = sizes.includes(TARGET.logs) ? TARGET.logs : sizes[0]!;
  const target: Case = { data: main, logs: middle, columns: 'all columns', format: 'jsonl' };
  const ofBytes = (bytes: number): Case => {
    const logs = Math.max(10, Math.min(middle, Math.round((middle * TARGET.bytes) / bytes)));
    return { ...target, data: dataSet(bytes, logs), logs };
  };
  return [
    target,
    { ...target, columns: 'all without bodies' },
    { ...target, columns: '4 columns' },
    { ...target, format: 'jsonl.gz' },
    ...sizes.filter((logs) => logs !== middle).map((logs) => ({ ...target, logs })),
    ...[500, 20_000, 200_000].map(ofBytes),
  ];
}
