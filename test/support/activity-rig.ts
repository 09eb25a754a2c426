import type { ActivityFunction } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { BSON, type Document } from 'mongodb';
import pino from 'pino';
import { createActivities } from '../../src/activities';
import type { ActivityDeps } from '../../src/activities/deps';
import type { Outcome } from '../../src/contract/workflow';
import type { Batch } from '../../src/model/batches';
import type { ExportRecord, WrittenParts } from '../../src/stores/export-record';
import type { LogSelection } from '../../src/stores/logs';
import { memoryFolder } from './memory-objects';

/** What an activity runs in, without a server and without the SDK's warnings of failures that a test wants. */
export const mockEnvironment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

export const ref = { exportId: 'export-1', run: 'run-1' };

/** A log of a second of its own; `index` tells which. */
const logAt = (index: number): Document => ({
  _id: `log-${String(index).padStart(4, '0')}`,
  created_at: new Date(Date.UTC(2026, 2, 9, 0, 0, index)),
  metrics: { cost: index },
});
export const lineOf = (index: number) => `{"id":"log-${String(index).padStart(4, '0')}","cost":${index}}\n`;
const raw = (document: Document) => BSON.serialize(document);

const keyAt = (index: number) => ({ createdAt: logAt(index).created_at as Date, id: logAt(index)._id as unknown });

/** A batch of the logs from one index up to, without, another. */
export const batchOf = (from: number, to: number): Batch => ({
  rows: to - from,
  bounds: {
    date: { after: from === 0 ? null : keyAt(from - 1), last: keyAt(to - 1), tiedAfter: false, tiedLast: false },
  },
  parts: null,
});

const draft: ExportRecord = {
  ...{ _id: ref.exportId, organisation_id: 'acme', workspace_id: null, filters: '{}', requested_data: ['id', 'cost'] },
  ...{ format: 'jsonl', description: null, status: 'in_progress', run: ref.run, slot: 0, attempt: 1 },
  ...{ total_records: 0, total: 0, truncated: false, exported: 0, bytes: 0, error: null, error_code: null },
  ...{ data_cutoff_at: new Date('2026-03-10'), created_at: new Date('2026-03-10'), completed_at: null },
  ...{ last_updated_at: new Date('2026-03-10'), started_at: new Date('2026-03-10'), created_by: 'k', started_by: 'k' },
  ...{ location: { store: 'gcs', bucket: 'bucket', folder: 'folder' }, file: null, expired_at: null, plan: null },
};

interface Given {
  /** How many logs there are. */
  logs?: number;
  record?: Partial<ExportRecord>;
  limits?: Partial<ActivityDeps['limits']>;
}

/**
 * The activities as a worker has them, on a record, logs and objects in memory. A test replaces the calls that it wants
 * to wait, to fail or to be seen.
 */
export function activityRig({ logs: count = 0, record: given, limits }: Given = {}) {
  const record = { ...draft, ...given };
  const indexes = Array.from({ length: count }, (_, index) => index);
  const folder = memoryFolder();
  const outcomes: Outcome[] = [];
  const isCurrent = ({ run }: { run: string }) => record.run === run;

  const exports = {
    findForRun: (asked: typeof ref) => Promise.resolve(isCurrent(asked) ? { ...record } : null),
    findBatchForRun: (asked: typeof ref, index: number) => {
      const batches = record.plan?.batches.slice(index, index + 1) ?? [];
      return Promise.resolve(isCurrent(asked) ? { ...record, plan: record.plan && { ...record.plan, batches } } : null);
    },
    recordPlanning: (
      asked: typeof ref,
      planning: ExportRecord['planning'],
      searched: NonNullable<ExportRecord['searched']>,
    ) => {
      if (isCurrent(asked)) Object.assign(record, { planning, searched });
      return Promise.resolve(isCurrent(asked));
    },
    recordPlan: (asked: typeof ref, planned: Partial<ExportRecord>, madeFrom: ExportRecord['plan']) => {
      const isTaken = isCurrent(asked) && record.plan?.digest === madeFrom?.digest;
      if (isTaken) Object.assign(record, planned);
      return Promise.resolve(isTaken);
    },
    recordParts: (asked: typeof ref, index: number, { parts, omitted }: WrittenParts) => {
      if (isCurrent(asked)) Object.assign(record.plan!.batches[index]!, { parts, omitted });
      return Promise.resolve(isCurrent(asked));
    },
    recordFacts: (asked: typeof ref, facts: ExportRecord['facts']) => {
      if (isCurrent(asked)) Object.assign(record, { facts });
      return Promise.resolve(isCurrent(asked));
    },
    settle: (asked: typeof ref, outcome: Outcome) => {
      if (isCurrent(asked)) outcomes.push(outcome);
      return Promise.resolve(isCurrent(asked));
    },
  };
  const logs = {
    async *keys({ range: { from, until } }: LogSelection, _limit?: number, _options?: { maxTimeMS?: number }) {
      const isIn = ({ created_at: at }: Document) => (!from || at >= from) && (!until || at < until);
      const items = indexes.map(logAt).filter(isIn).map(raw);
      if (items.length > 0) yield await Promise.resolve([{ lane: 'date', items }]);
    },
    fetching: () => Promise.resolve({ wholeLogs: false, rowBytes: 40 }),
    countAllInTime: () => Promise.resolve(count),
    async *readBatch(_selection: unknown, { bounds }: Batch) {
      const { after, last } = bounds.date!;
      const within = (time: Date) => (after === null || time > after.createdAt) && time <= last.createdAt;
      const found = indexes.map(logAt).filter((log) => within(log.created_at as Date));
      yield await Promise.resolve(found.map(raw));
    },
  };
  const deps = {
    ...{ exports, logs, objects: { open: () => folder }, logger: pino({ level: 'silent' }) },
    limits: { maxLogs: 1_000, batchLogs: 2, partBytes: 10_000, batchesAtOnce: 1, retentionDays: 30, ...limits },
  };
  const environment = mockEnvironment();
  return {
    ...{ record, folder, exports, logs, outcomes, environment },
    activities: createActivities(deps as unknown as ActivityDeps),
    run: <P extends unknown[], R>(activity: (...args: P) => Promise<R>, ...args: P): Promise<R> =>
      environment.run<P, R, ActivityFunction<P, R>>(activity, ...args),
  };
}
