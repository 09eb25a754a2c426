import { type Collection, type CountDocumentsOptions, type Document, type Filter, ObjectId } from 'mongodb';
import { keyOfLog } from '../encode/log-key';
import { type Batch, boundsClauses, rangeClauses, textsNear } from '../model/batches';
import { filterClauses, type Filters } from '../model/filters';
import { type Lane, lanes, timeOf } from '../model/log-key';
import { itemsOf, mergeLanes, oneAfterAnother, type Pages, type Run } from '../model/merge-lanes';
import { logsOf, type Tenant } from '../model/tenant';
import { timeText } from '../model/time-texts';
import { halvesOf, timeRange, type TimeRange } from '../model/time-range';
import { nullIfTooSlow } from './databases';
import { createLogIndexes } from './log-indexes';
import { firstPage, pagesOf, plainPages, withOneTime } from './raw-pages';
import { insertOnce } from './writes';

/** The logs of a tenant that match the filters and were created in the range. */
export interface LogSelection {
  tenant: Tenant;
  filters: Filters;
  range: TimeRange;
}

/** Whether logs are fetched whole or as their requested columns only, and how many bytes a typical one takes. */
export interface Fetching {
  wholeLogs: boolean;
  rowBytes: number;
}

/** What matching logs cost, in US cents, and their tokens. A number that JSON has no word for is null. */
export interface Sums {
  cost: number | null;
  total_tokens: number | null;
}

const finite = (sum: number) => (Number.isFinite(sum) ? sum : null);

const order = { created_at: 1, _id: 1 } as const;
/** Larger pages are no faster, and cost tens of MB when several plans read at once. */
const KEYS_A_PAGE = 1_000;
/**
 * Bytes of a batch requested at a time. The driver briefly holds a reply twice, and encoding a page blocks the worker's
 * event loop.
 */
const PAGE_BYTES = 512 * 1024;
/** Number of logs sampled to estimate row size. */
const SAMPLE = 20;
/**
 * Logs are fetched whole if the columns that were not requested take no more than this: MongoDB sends a small log faster
 * than it projects it (docs/decisions/whole-logs.md).
 */
const REST_BYTES = 2 * 1024;
/** Upper limit of the count of logs without a readable time: a client waits for it and only needs the order of magnitude. */
export const MAX_WITHOUT_TIME = 1_000;
/** A client waits for a count: it gets a lower bound, or none, rather than a late answer. */
const COUNT_MS = 5_000;
/** Lists the types, so that an index serves it. Null also matches a missing value. */
const hasNoTime: Filter<Document> = {
  $or: [
    { created_at: null },
    {
      created_at: {
        $type: ['number', 'timestamp', 'bool', 'object', 'objectId', 'binData', 'regex', 'minKey', 'maxKey'],
      },
    },
    { created_at: { $type: 'string', $not: timeText } },
  ],
};

/** How long MongoDB may take for a query. */
interface Bounded {
  maxTimeMS?: number;
}

/** How many logs match; `isMinimum`: there may be more, which could not be counted in time. */
export interface Count {
  matching: number;
  isMinimum: boolean;
}

/** The logs that an export's filters select. Logs created at `cutoff` or later are left out. */
export function selectLogs(tenant: Tenant, filters: Filters, cutoff?: Date): LogSelection {
  const { from, until } = timeRange(filters);
  const capped = cutoff && (!until || until > cutoff) ? cutoff : until;
  return { tenant, filters, range: { from, until: capped } };
}

/**
 * The log collection. Every query goes through {@link logsOf}, which adds the tenant. With `maxTimeMS`, a query that
 * takes longer is aborted by MongoDB and throws.
 */
export function createLogStore(logs: Collection<Document>, { maxTimeMS }: { maxTimeMS?: number | undefined } = {}) {
  const bounded: Bounded = maxTimeMS === undefined ? {} : { maxTimeMS };
  const inTime = { maxTimeMS: Math.min(maxTimeMS ?? COUNT_MS, COUNT_MS) };
  const query = ({ tenant, filters }: LogSelection, clauses: Filter<Document>[]) =>
    logsOf(tenant, [...clauses, ...filterClauses(filters)]);
  /**
   * The lanes that may hold logs of the range. Comparing texts takes a conversion, beside which some planners use no
   * index. So a plain range, which any planner serves from the index, first checks whether there are texts at all.
   */
  const lanesIn = async (
    { tenant, range }: Pick<LogSelection, 'tenant' | 'range'>,
    time: Bounded = bounded,
  ): Promise<readonly Lane[]> => {
    const near = textsNear(range);
    if (near === null) return lanes;
    const options = { ...time, projection: { created_at: 1 } };
    return (await logs.findOne(logsOf(tenant, [near]), options)) ? lanes : ['date'];
  };
  /**
   * Searches a closed range from the starts of both its halves, unless a single page is enough: at once, where the
   * server searches a range whole before it answers, as the stand-in of development does. What it costs others:
   * docs/decisions/keys-from-both-halves.md.
   */
  const keysOfLane = (
    selection: LogSelection,
    { lane, limit, time, signal }: { lane: Lane; limit: number; time: Bounded; signal: AbortSignal | undefined },
  ): Pages<Uint8Array> => {
    const options = { ...time, projection: { created_at: 1, _id: 1 }, raw: true, batchSize: KEYS_A_PAGE };
    const ranges = limit > KEYS_A_PAGE ? halvesOf(selection.range) : [selection.range];
    return oneAfterAnother(
      ranges.map((range) => (enough) => {
        const ends = signal ? AbortSignal.any([enough, signal]) : enough;
        const find = logs.find(query(selection, rangeClauses(lane, range)), { ...options, signal: ends });
        return withOneTime(pagesOf(find.sort(order).limit(limit), ends));
      }),
    );
  };

  /** The size of a typical matching log as raw BSON, in bytes: the median of the first few. */
  const medianBytes = async (selection: LogSelection, projection: Document, inLanes: Lane[]): Promise<number> => {
    const options = { ...bounded, projection, raw: true, limit: SAMPLE, batchSize: SAMPLE };
    const samples = inLanes.map((lane) => {
      const find = logs.find(query(selection, rangeClauses(lane, selection.range)), options);
      return firstPage(find.sort(order));
    });
    const sizes = (await Promise.all(samples)).flat().map(({ length }) => length);
    return sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 0;
  };

  const countIn = async (selection: LogSelection, options: CountDocumentsOptions): Promise<number> => {
    const { maxTimeMS: time } = options;
    const inLanes = await lanesIn(selection, time === undefined ? {} : { maxTimeMS: time });
    const counts = inLanes.map((lane) =>
      logs.countDocuments(query(selection, rangeClauses(lane, selection.range)), options),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };

  /** Sums of numbers, and of texts that are plainly numbers; at most of `limit` logs in each lane. */
  const sumIn = async (selection: LogSelection, limit: number | undefined): Promise<Sums> => {
    const number = (path: string) => ({ $convert: { input: `$${path}`, to: 'double', onError: null, onNull: null } });
    const group = {
      _id: null,
      cost: { $sum: number('metrics.cost') },
      total_tokens: { $sum: number('metrics.total_units') },
    };
    const inLanes = await lanesIn(selection, inTime);
    const sums = await Promise.all(
      inLanes.map((lane) => {
        const $match = query(selection, rangeClauses(lane, selection.range));
        const stages = [{ $match }, ...(limit === undefined ? [] : [{ $limit: limit }]), { $group: group }];
        return logs.aggregate<Sums>(stages, inTime).toArray();
      }),
    );
    const sumOf = (name: keyof Sums) => sums.flat().reduce((sum, found) => sum + (found[name] ?? 0), 0);
    return { cost: finite(sumOf('cost')), total_tokens: finite(sumOf('total_tokens')) };
  };

  const countAllInTime = (selection: LogSelection) => countIn(selection, inTime).catch(nullIfTooSlow);

  return {
    /** Counts the matching logs within a few seconds; null where that is too short. */
    countAllInTime,

    /** What matching logs cost, and their tokens, of `limit` logs or so where it is given; null where a few seconds are too short. */
    sumInTime: (selection: LogSelection, limit?: number) => sumIn(selection, limit).catch(nullIfTooSlow),

    /** Counts the matching logs, however long it takes. */
    count: (selection: LogSelection): Promise<number> => countIn(selection, bounded),

    /**
     * How many logs match, within a few seconds: exactly where they are fewer than `enough`, or are counted in time; else at
     * least so many. Null where not even `enough` of them could be counted.
     */
    async countInTime(selection: LogSelection, enough: number): Promise<Count | null> {
      const some = await countIn(selection, { ...inTime, limit: enough }).catch(nullIfTooSlow);
      if (some === null) return null;
      if (some < enough) return { matching: some, isMinimum: false };
      const all = await countAllInTime(selection);
      return all === null ? { matching: enough, isMinimum: true } : { matching: all, isMinimum: false };
    },

    /**
     * Counts the logs that no export finds because their `created_at` is no time, of a tenant or (null) of all; at most
     * MAX_WITHOUT_TIME. Throws if MongoDB can't tell within a moment.
     */
    countWithoutTime: (tenant: Tenant | null): Promise<number> =>
      logs.countDocuments(tenant ? logsOf(tenant, [hasNoTime]) : hasNoTime, {
        limit: MAX_WITHOUT_TIME,
        ...inTime,
      }),

    /**
     * The sort keys of at least the first `limit` matching logs, in order, as raw BSON. Throws if MongoDB takes longer for
     * them than `maxTimeMS`, and once `signal` is aborted.
     */
    async *keys(
      selection: LogSelection,
      limit: number,
      { maxTimeMS: longest, signal }: { maxTimeMS?: number | undefined; signal?: AbortSignal } = {},
    ): AsyncGenerator<readonly Run<Uint8Array>[]> {
      const time = longest === undefined ? bounded : { maxTimeMS: longest };
      const inLanes = await lanesIn(selection, time);
      const sources = inLanes.map((lane) => ({ lane, pages: keysOfLane(selection, { lane, limit, time, signal }) }));
      yield* mergeLanes(sources, keyOfLog);
    },

    /**
     * Decides how to fetch matching logs, from a sample of the first few, both whole and projected. `firstRuns` holds at
     * least their keys; it narrows the query for servers that sort all matches before they answer.
     */
    async fetching(
      selection: LogSelection,
      projection: Document,
      firstRuns: readonly Run<Uint8Array>[],
    ): Promise<Fetching> {
      const firstKeys = itemsOf(firstRuns);
      const last = firstKeys[SAMPLE - 1] ?? firstKeys.at(-1);
      if (!last) return { wholeLogs: false, rowBytes: 0 };
      // A bound on a full second makes the simplest condition on texts.
      const until = new Date((Math.floor(timeOf(keyOfLog(last)) / 1_000) + 1) * 1_000);
      const first = { ...selection, range: { ...selection.range, until } };
      const inLanes = lanes.filter((lane) => firstRuns.some((run) => run.lane === lane));
      const [whole, projected] = await Promise.all([
        medianBytes(first, {}, inLanes),
        medianBytes(first, projection, inLanes),
      ]);
      // Without a readable time among the first logs there is no sample.
      const wholeLogs = whole > 0 && whole - projected <= REST_BYTES;
      return { wholeLogs, rowBytes: wholeLogs ? whole : projected };
    },

    /** The logs of one batch as raw BSON, in order; projected to their columns unless `fetching` says whole. */
    readBatch(
      selection: LogSelection,
      { bounds, rows }: Batch,
      { projection, fetching }: { projection: Document; fetching?: Fetching | undefined },
    ): AsyncGenerator<Uint8Array[], undefined> {
      const batchSize = Math.max(1, Math.min(rows + 1, Math.ceil(PAGE_BYTES / (fetching?.rowBytes || 1))));
      const sources = lanes.flatMap((lane) => {
        const laneBounds = bounds[lane];
        if (!laneBounds) return [];
        const find = logs.find(query(selection, boundsClauses(lane, selection.range, laneBounds)), {
          ...bounded,
          projection: fetching?.wholeLogs ? {} : projection,
          raw: true,
          batchSize,
        });
        return [{ lane, pages: pagesOf(find.sort(order)) }];
      });
      return plainPages(mergeLanes(sources, keyOfLog));
    },

    /** About the newest `count` logs of the range as raw BSON, unordered. The cost does not grow with the store. */
    async newest({ tenant, range }: Omit<LogSelection, 'filters'>, projection: Document, count: number) {
      const options = { ...bounded, projection, raw: true, limit: count, batchSize: count } as const;
      const samples = (await lanesIn({ tenant, range })).map((lane) =>
        firstPage(logs.find(logsOf(tenant, rangeClauses(lane, range)), options).sort({ created_at: -1, _id: -1 })),
      );
      return (await Promise.all(samples)).flat();
    },

    /** Inserts documents whose ids were made by this service. If it fails, some of them may be stored. */
    insert: (documents: Document[]): Promise<void> => insertOnce(logs, documents),

    ...createLogIndexes(logs),

    /** One log as raw BSON. Its id may be stored as a string or as an ObjectId. */
    find(tenant: Tenant, id: string): Promise<Uint8Array | null> {
      const ids: unknown[] = ObjectId.isValid(id) ? [id, new ObjectId(id)] : [id];
      const clause = { _id: { $in: ids } } as Filter<Document>;
      return logs.findOne(logsOf(tenant, [clause]), { raw: true }) as unknown as Promise<Uint8Array | null>;
    },
  };
}
export type LogStore = ReturnType<typeof createLogStore>;
