import { Long, ObjectId } from 'mongodb';
import type { Stack } from './stack';

/** A log as a gateway would have stored it, of organisation acme's workspace main unless told otherwise. */
export interface LogDocument {
  _id: unknown;
  organisation_id: string;
  created_at: Date | string;
  request: { body: unknown };
  response: { status: number; body: unknown };
  metrics: Record<string, unknown>;
  [more: string]: unknown;
}

export const FIRST = Date.UTC(2026, 2, 9, 10);

/** The `index`th log: its content and numbers tell it from every other. */
export function logDocument(index: number, given: Partial<LogDocument> = {}): LogDocument {
  return {
    _id: `log-${String(index).padStart(6, '0')}`,
    organisation_id: 'acme',
    created_at: new Date(FIRST + index),
    request: { body: { prompt: `Tell me about ${index}: "é" 😀\n` } },
    response: { status: 200, body: { text: `It is ${index}.` } },
    ...given,
    metrics: { workspace_slug: 'main', req_units: index, ai_model: 'gpt-4o', ...given.metrics },
  };
}

export const logDocuments = (count: number, given: (index: number) => Partial<LogDocument> = () => ({})) =>
  Array.from({ length: count }, (_, index) => logDocument(index, given(index)));

export async function insertLogs({ mongo, config }: Stack, documents: readonly LogDocument[]): Promise<void> {
  const logs = mongo.db(config.MONGO_DATABASE).collection(config.MONGO_COLLECTION_NAME);
  for (let start = 0; start < documents.length; start += 1_000) {
    await logs.insertMany(documents.slice(start, start + 1_000) as never[]);
  }
}

const timeOf = ({ created_at }: LogDocument) => new Date(created_at).getTime();
const idOf = ({ _id }: LogDocument) => (_id instanceof ObjectId ? _id.toHexString() : String(_id));

/** The order of the file: by time; ids that are strings come before ObjectIds, as in MongoDB. */
export const inFileOrder = (documents: readonly LogDocument[]) =>
  [...documents].sort(
    (a, b) =>
      timeOf(a) - timeOf(b) ||
      Number(a._id instanceof ObjectId) - Number(b._id instanceof ObjectId) ||
      (idOf(a) < idOf(b) ? -1 : 1),
  );

/** The columns that {@link linesOf} knows how to write by itself. */
export const COLUMNS = ['id', 'created_at', 'request', 'response', 'request_tokens', 'ai_model', 'trace_id'];

/** The file that an export of {@link COLUMNS} must make of these logs, built without any of the service's code. */
export function linesOf(documents: readonly LogDocument[]): string {
  const lines = inFileOrder(documents).map((document) => {
    const { req_units, ai_model, trace_id } = document.metrics;
    return JSON.stringify({
      id: idOf(document),
      created_at: new Date(document.created_at).toISOString(),
      request: document.request.body,
      response: document.response.body,
      request_tokens: req_units instanceof Long ? req_units.toNumber() : (req_units ?? null),
      ai_model: ai_model ?? null,
      trace_id: trace_id ?? null,
    });
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** The cells that a CSV of {@link COLUMNS} must have for these lines; null for an empty one. */
export function csvRowsOf(lines: string): (string | null)[][] {
  const rows = lines.split('\n').slice(0, -1);
  const cell = (value: unknown) =>
    value === null ? null : typeof value === 'string' ? value.replace(/^=/, "'=") : JSON.stringify(value);
  return [COLUMNS, ...rows.map((row) => Object.values(JSON.parse(row) as Record<string, unknown>).map(cell))];
}
