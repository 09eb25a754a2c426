import type { Collection, Document } from 'mongodb';

const order = { created_at: 1, _id: 1 } as const;

/** What every export reads by. */
const needed = [
  { organisation_id: 1, ...order },
  { organisation_id: 1, 'metrics.workspace_slug': 1, ...order },
] as const;

/** Filters that an index of their own may serve, with whom it helps: an index costs the gateway a write for each log. */
export const optionalIndexes = {
  trace_id: 'exports of single traces: without it MongoDB looks at every log of the time range',
  ai_model: 'exports of a model that few of the logs are of',
  prompt_slug: 'exports of a prompt that few of the logs are of',
} as const;
export type OptionalIndex = keyof typeof optionalIndexes;
export const optionalNames = Object.keys(optionalIndexes) as OptionalIndex[];

const keyFor = (name: OptionalIndex) => ({ organisation_id: 1, [`metrics.${name}`]: 1, ...order }) as const;

const textOf = (key: object) => JSON.stringify(Object.entries(key));

/** The indexes of the log collection: those that are needed, and those that help some. */
export function createLogIndexes(logs: Collection<Document>) {
  /** An index that begins with the same keys counts as present. */
  const areThere = async (keys: readonly object[]): Promise<boolean[]> => {
    const existing = (await logs.listIndexes().toArray()).map(({ key }) => textOf(key as object));
    return keys.map((key) => existing.some((found) => found.startsWith(textOf(key).slice(0, -1))));
  };

  return {
    /** The commands that create the indexes, for a store that this service may only read. */
    indexCommands: `Make them with: ${needed.map((key) => `db.${logs.collectionName}.createIndex(${JSON.stringify(key)})`).join('; ')}`,

    /** Creates the indexes that the queries use. Throws if the store is read-only. */
    ensureIndexes: async (): Promise<void> => {
      await logs.createIndexes(needed.map((key) => ({ key })));
    },

    /** The keys of missing indexes. */
    async missingIndexes(): Promise<object[]> {
      const isThere = await areThere(needed);
      return needed.filter((_, index) => !isThere[index]);
    },

    /** Which filters have an index of their own. */
    async optionalThere(): Promise<Record<OptionalIndex, boolean>> {
      const isThere = await areThere(optionalNames.map(keyFor));
      return Object.fromEntries(optionalNames.map((name, index) => [name, isThere[index]!])) as Record<
        OptionalIndex,
        boolean
      >;
    },

    /** Creates indexes for filters; returns once they are built. Throws if the store is read-only. */
    ensureOptional: async (names: readonly OptionalIndex[]): Promise<void> => {
      await logs.createIndexes(names.map((name) => ({ key: keyFor(name) })));
    },
  };
}
