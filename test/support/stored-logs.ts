import { randomUUID } from 'node:crypto';
import type { Document } from 'mongodb';
import type { Stack } from './stack';

const START = Date.parse('2026-03-09T10:00:00.000Z');

/** Puts logs into the store as another writer would, past the API; each a second later than the one before. */
export async function storeLogs({ mongo, config }: Stack, logs: readonly Document[]): Promise<void> {
  const documents = logs.map(({ metrics, ...rest }, index) => ({
    _id: randomUUID() as never,
    organisation_id: 'acme',
    created_at: new Date(START + index * 1_000),
    request: { body: {} },
    response: { status: 200, body: {} },
    ...rest,
    metrics: { workspace_slug: 'main', ...(metrics as Document) },
  }));
  await mongo.db(config.MONGO_DATABASE).collection(config.MONGO_COLLECTION_NAME).insertMany(documents);
}
