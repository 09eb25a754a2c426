import type { Compression, FormatName } from '../src/model/formats';
import { fields, projectionFor, columnsFor } from '../src/model/fields';
import { timeOf } from './logs';

export const ORGANISATION = 'org_bench';

/** Logs of one size, in a workspace of their own; sets that are as large, of logs as large, are the same. */
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
  format: FormatName;
  /** Left out: the format's own default. */
  compression?: Compression | undefined;
}

export const kilobytes = (bytes: number) => `${bytes / 1_000} KB`;

const count = (logs: number) => logs.toLocaleString('en');

export function nameOf({ data, logs, columns, format, compression }: Case): string {
  const of = logs < data.logs ? ` of ${count(data.logs)}` : '';
  return `${count(logs)}${of} × ${kilobytes(data.bytes)}, ${columns}, ${[format, compression ?? []].flat().join(' + ')}`;
}

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

const dataSet = (bytes: number, logs: number): DataSet => ({ workspace: `${logs}-of-${bytes}`, bytes, logs });

/** All of a data set, as the target has it. */
export const wholeSet = (logs: number, bytes: number = TARGET.bytes): Case => ({
  data: dataSet(bytes, logs),
  logs,
  columns: 'all columns',
  format: 'jsonl',
});

export const targetCase = (sizes: readonly number[]): Case =>
  wholeSet(sizes.includes(TARGET.logs) ? TARGET.logs : sizes[0]!);

export const bodylessCase = (sizes: readonly number[]): Case => ({
  ...targetCase(sizes),
  columns: 'all without bodies',
});

/**
 * The first logs of one set, from the smallest size to the largest: what a log costs as exports grow. The target's own
 * size is among them only where it is an end.
 */
export function growthCases(sizes: readonly number[]): Case[] {
  const { logs: middle } = targetCase(sizes);
  const ordered = [...new Set(sizes)].sort((a, b) => a - b);
  const largest = wholeSet(ordered.at(-1)!);
  return ordered
    .filter((logs, index) => logs !== middle || index === 0 || logs === largest.logs)
    .map((logs) => ({ ...largest, logs }));
}

/** What varies one other thing of the target's case each. Logs of other sizes are as many bytes in all. */
export function variedCases(sizes: readonly number[]): Case[] {
  const target = targetCase(sizes);
  const ofBytes = (bytes: number) =>
    wholeSet(Math.max(10, Math.min(target.logs, Math.round((target.logs * TARGET.bytes) / bytes))), bytes);
  return [
    { ...target, columns: '4 columns' },
    { ...target, format: 'jsonl.gz' },
    ...[500, 20_000, 200_000].map(ofBytes),
  ];
}

/** The cases by their data sets, each case once, in the order in which the first of each set comes. */
export function byDataSet(cases: readonly Case[]): { data: DataSet; cases: Case[] }[] {
  const once = [...new Map(cases.map((one) => [nameOf(one), one])).values()];
  const sets = new Map(once.map(({ data }) => [data.workspace, data]));
  return [...sets.values()].map((data) => ({
    data,
    cases: once.filter((one) => one.data.workspace === data.workspace),
  }));
}
