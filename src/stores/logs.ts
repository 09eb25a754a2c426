import { type Collection, type Document, type Filter, type FindCursor, ObjectId } from 'mongodb';
import { hasOneTime, keyOfLog } from '../encode/log-key';
import { type Batch, boundsClauses, rangeClauses, textsNear } from '../model/batches';
import { ExportFault } from '../model/errors';
import { filterClauses, type Filters } from '../model/filters';
import { type Lane, lanes, timeOf } from '../model/log-key';
import { itemsOf, mergeLanes, oneAfterAnother, type Pages, type Run } from '../model/merge-lanes';
import { logsOf, type Tenant } from '../model/tenant';
import { timeText } from '../model/time-texts';
import { halvesOf, timeRange, type TimeRange } from '../model/time-range';

/** Which logs: those of a tenant that match the filters, created in the range. */
export interface LogSelection {
  tenant: Tenant;
  filters: Filters;
  range: TimeRange;
}

/** How logs are fetched: whole or only their requested columns, and how many bytes an ordinary one takes then. */
export interface Fetching {
  wholeLogs: boolean;
  rowBytes: number;
}

const order = { created_at: 1, _id: 1 } as const;
/** Several plans read theirs at once: larger pages are no quicker, and cost tens of MB then. */
const KEYS_A_PAGE = 1_000;
/**
 * How much of a batch is asked for at a time. The driver holds what it receives twice for a moment, and while a page is
 * turned into lines all else that the worker does must wait.
 */
const PAGE_BYTES = 512 * 1024;
/** From how many logs it is told how large they are. */
const SAMPLE = 20;
/**
 * What is left of a log beyond the requested columns comes along up to this size: for MongoDB, picking the columns out
 * of a small log is more work than sending all of it (docs/decisions/whole-logs.md).
 */
const REST_BYTES = 2 * 1024;
/** An id may be a long text; so much of it names the log. */
const MAX_ID = 128;
/** Someone waits for this count, which tells only that something is wrong, and how much about. */
export const MAX_WITHOUT_TIME = 1_000;
const COUNT_MS = 2_000;
/** Every type but date and text, by which an index serves it; and texts that are no times. A missing value is null. */
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
const organisationIndex = { organisation_id: 1, ...order } as const;
const workspaceIndex = { organisation_id: 1, 'metrics.workspace_slug': 1, ...order } as const;
const indexes = [organisationIndex, workspaceIndex];

/** The selection that an export's filters make: with `cutoff`, logs from then on are left out. */
export function selectLogs(tenant: Tenant, filters: Filters, cutoff?: Date): LogSelection {
  const { from, until } = timeRange(filters);
  const capped = cutoff && (!until || until > cutoff) ? cutoff : until;
  return { tenant, filters, range: { from, until: capped } };
}

/**
 * The cursor of a raw find, a reply of the server at a time: while one is used, the next one is on its way. `signal` is
 * the cursor's own, if it has one.
 */
async function* pagesOf(cursor: FindCursor, signal?: AbortSignal): AsyncGenerator<Uint8Array[]> {
  let more = cursor.hasNext();
  try {
    while (await more) {
      const page = cursor.readBufferedDocuments();
      more = cursor.hasNext();
      more.catch(() => undefined); // met where it is awaited
      yield page;
    }
  } finally {
    await more.catch(() => undefined);
    // The driver closes a cursor whose signal was aborted; once more, and its session ends before the server is told.
    if (!signal?.aborted) await cursor.close();
  }
}

async function firstPage(cursor: FindCursor): Promise<Uint8Array[]> {
  for await (const page of pagesOf(cursor)) return page;
  return [];
}

/** A list of times matches a range by each of them: such a log would be in several batches, or in none. */
async function* withOneTime(pages: AsyncGenerator<Uint8Array[]>): AsyncGenerator<Uint8Array[]> {
  for await (const page of pages) {
    const odd = page.find((key) => !hasOneTime(key));
    if (odd) {
      const id = String(keyOfLog(odd).id).slice(0, MAX_ID);
      const message = `The log ${id} holds a list of times in created_at. Give it one time or leave it out, then start again.`;
      throw new ExportFault('corrupt_log', message);
    }
    yield page;
  }
}

async function* plainPages<T>(pages: Pages<Run<T>>): AsyncGenerator<T[], undefined> {
  for await (const runs of pages) yield itemsOf(runs);
}

/**
 * The log collection. Every query goes through {@link logsOf}, which adds the tenant. With `maxTimeMS`, MongoDB gives
 * up a query that takes longer, and it throws.
 */
export function createLogStore(logs: Collection<Document>, { maxTimeMS }: { maxTimeMS?: number | undefined } = {}) {
  const bounded = maxTimeMS === undefined ? {} : { maxTimeMS };
  const query = ({ tenant, filters }: LogSelection, clauses: Filter<Document>[]) =>
    logsOf(tenant, [...clauses, ...filterClauses(filters)]);
  /**
   * The lanes that a range may have logs in. Texts are converted to be compared, and not every planner uses an index
   * beside that: whether there are any is asked first, by a range that every planner walks an index for.
   */
  const lanesIn = async ({ tenant, range }: Pick<LogSelection, 'tenant' | 'range'>): Promise<readonly Lane[]> => {
    const near = textsNear(range);
    if (near === null) return lanes;
    const options = { ...bounded, projection: { created_at: 1 } };
    return (await logs.findOne(logsOf(tenant, [near]), options)) ? lanes : ['date'];
  };
  /** A closed range is searched from both of its halves' starts at once, unless a page is all that is wanted. */
  const keysOfLane = (selection: LogSelection, lane: Lane, limit: number): Pages<Uint8Array> => {
    const options = { ...bounded, projection: { created_at: 1, _id: 1 }, raw: true, batchSize: KEYS_A_PAGE };
    const ranges = limit > KEYS_A_PAGE ? halvesOf(selection.range) : [selection.range];
    return oneAfterAnother(
      ranges.map((range) => (signal) => {
        const find = logs.find(query(selection, rangeClauses(lane, range)), { ...options, signal });
        return withOneTime(pagesOf(find.sort(order).limit(limit), signal));
      }),
    );
  };

  /** How many bytes an ordinary matching log takes as raw BSON: the median of the first few. */
  const medianBytes = async (selection: LogSelection, projection: Document, inLanes: Lane[]): Promise<number> => {
    const options = { ...bounded, projection, raw: true, limit: SAMPLE, batchSize: SAMPLE };
    const samples = inLanes.map((lane) => {
      const find = logs.find(query(selection, rangeClauses(lane, selection.range)), options);
      return firstPage(find.sort(order));
    });
    const sizes = (await Promise.all(samples)).flat().map(({ length }) => length);
    return sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? 0;
  };

  return {
    /** How many logs match. */
    async count(selection: LogSelection): Promise<number> {
      const counts = (await lanesIn(selection)).map((lane) =>
        logs.countDocuments(query(selection, rangeClauses(lane, selection.range)), bounded),
      );
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },

    /**
     * How many of a tenant's logs, or of all, no export finds, as their `created_at` is no time: MAX_WITHOUT_TIME at
     * most. MongoDB gives it up after a moment.
     */
    countWithoutTime: (tenant: Tenant | null): Promise<number> =>
      logs.countDocuments(tenant ? logsOf(tenant, [hasNoTime]) : hasNoTime, {
        limit: MAX_WITHOUT_TIME,
        maxTimeMS: Math.min(maxTimeMS ?? COUNT_MS, COUNT_MS),
      }),

    /** At least the first `limit` matching logs, in order, as raw BSON that holds nothing but their sort keys. */
    async *keys(selection: LogSelection, limit: number): AsyncGenerator<readonly Run<Uint8Array>[]> {
      const sources = (await lanesIn(selection)).map((lane) => ({ lane, pages: keysOfLane(selection, lane, limit) }));
      yield* mergeLanes(sources, keyOfLog);
    },

    /**
     * How matching logs are best fetched: told by the first few, whole and as `projection` leaves them. `firstRuns` are
     * the keys of those at least: a server that sorts all that matches before it answers then has little to sort.
     */
    async fetching(
      selection: LogSelection,
      projection: Document,
      firstRuns: readonly Run<Uint8Array>[],
    ): Promise<Fetching> {
      const firstKeys = itemsOf(firstRuns);
      const last = firstKeys[SAMPLE - 1] ?? firstKeys.at(-1);
      if (!last) return { wholeLogs: false, rowBytes: 0 };
      // A full second, where a bound on texts is plainest.
      const until = new Date((Math.floor(timeOf(keyOfLog(last)) / 1_000) + 1) * 1_000);
      const first = { ...selection, range: { ...selection.range, until } };
      const inLanes = lanes.filter((lane) => firstRuns.some((run) => run.lane === lane));
      const [whole, projected] = await Promise.all([
        medianBytes(first, {}, inLanes),
        medianBytes(first, projection, inLanes),
      ]);
      // Nothing was sampled where the first times can't be read: then nothing is known of what would come along.
      const wholeLogs = whole > 0 && whole - projected <= REST_BYTES;
      return { wholeLogs, rowBytes: wholeLogs ? whole : projected };
    },

    /** The logs of one batch as raw BSON, in order; their columns alone, unless `fetching` knows better. */
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

    /** About the newest `count` logs of the range as raw BSON, in no order: a sample, which costs no more in a larger store. */
    async newest({ tenant, range }: Omit<LogSelection, 'filters'>, projection: Document, count: number) {
      const options = { ...bounded, projection, raw: true, limit: count, batchSize: count } as const;
      const samples = (await lanesIn({ tenant, range })).map((lane) =>
        firstPage(logs.find(logsOf(tenant, rangeClauses(lane, range)), options).sort({ created_at: -1, _id: -1 })),
      );
      return (await Promise.all(samples)).flat();
    },

    /** Inserts documents whose ids were made here, all or none being the caller's to retry. */
    insert: async (documents: Document[]): Promise<void> => {
      await logs.insertMany(documents, { ordered: false });
    },

    /** For whoever may make the indexes where this service may not. */
    indexCommands: `Make them with: ${indexes.map((key) => `db.${logs.collectionName}.createIndex(${JSON.stringify(key)})`).join('; ')}`,

    /** Makes the indexes that the queries run on. Throws where the store may only be read. */
    ensureIndexes: async (): Promise<void> => {
      await logs.createIndexes(indexes.map((key) => ({ key })));
    },

    /** The keys of those indexes that are not there; one that begins with the same keys does as well. */
    async missingIndexes(): Promise<object[]> {
      const existing = await logs.listIndexes().toArray();
      const keys = existing.map(({ key }) => JSON.stringify(Object.entries(key as object)));
      return indexes.filter((index) => {
        const wanted = JSON.stringify(Object.entries(index)).slice(0, -1);
        return !keys.some((key) => key.startsWith(wanted));
      });
    },

    /** One log as raw BSON; its id may be stored as a string or as an ObjectId. */
    find(tenant: Tenant, id: string): Promise<Uint8Array | null> {
      const ids: unknown[] = ObjectId.isValid(id) ? [id, new ObjectId(id)] : [id];
      const clause = { _id: { $in: ids } } as Filter<Document>;
      return logs.findOne(logsOf(tenant, [clause]), { raw: true }) as unknown as Promise<Uint8Array | null>;
    },
  };
}
export type LogStore = ReturnType<typeof createLogStore>;
