/** What released versions left behind, as the tests read it and `record.ts` writes it: one event, or one record, a line. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BSON } from 'mongodb';
import type { FormatName } from '../../src/model/formats';

export interface HistoryJson {
  events: { eventType: string }[];
}

/** The MongoDB document of an export at a step of its life. */
export interface RecordedExport {
  step: string;
  format: FormatName;
  record: BSON.Document;
}

const histories = path.join(__dirname, 'histories');
const records = path.join(__dirname, 'records');

/** Replay needs none of these, and they tell of the machine that recorded. */
const ofTheMachine = new Set([
  ...['identity', 'stackTrace', 'workerVersion', 'meteringMetadata'],
  ...['taskId', 'requestId', 'historySizeBytes'],
]);

const inLines = (items: readonly string[]) => items.map((item) => `${item}\n`).join('');
const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

export function writeHistory(release: string, name: string, { events }: HistoryJson): void {
  const folder = path.join(histories, release);
  mkdirSync(folder, { recursive: true });
  const lines = events.map((event) =>
    JSON.stringify(event, (key, value: unknown) => (ofTheMachine.has(key) ? undefined : value)),
  );
  writeFileSync(path.join(folder, `${name}.jsonl`), inLines(lines));
}

export const readHistories = () =>
  readdirSync(histories).flatMap((release) =>
    readdirSync(path.join(histories, release)).map((file) => {
      const events = linesOf(path.join(histories, release, file)).map(
        (line) => JSON.parse(line) as { eventType: string },
      );
      return { release, name: path.parse(file).name, history: { events } satisfies HistoryJson };
    }),
  );

export function writeRecords(release: string, recorded: readonly RecordedExport[]): void {
  mkdirSync(records, { recursive: true });
  const lines = recorded.map((one) => BSON.EJSON.stringify(one, { relaxed: false }));
  writeFileSync(path.join(records, `${release}.jsonl`), inLines(lines));
}

export const readRecords = (release: string) =>
  linesOf(path.join(records, `${release}.jsonl`)).map((line) => BSON.EJSON.parse(line) as RecordedExport);
