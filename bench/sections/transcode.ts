import { BSON } from 'mongodb';
import type * as lineModule from '../../src/encode/line';
import type * as outputModule from '../../src/encode/output';
import { columnsFor } from '../../src/model/fields';
import { built } from '../built';
import { columnSets, kilobytes, ORGANISATION, TARGET } from '../cases';
import { benchLog } from '../logs';
import type { BenchOptions } from '../options';
import { type Findings, times } from '../report';
import { median } from '../statistics';

const { compileLineEncoder } = built<typeof lineModule>('encode/line');
const { Output } = built<typeof outputModule>('encode/output');

const DOCUMENTS = 200;
const ROUND_MS = 60;
const WARM_UP_MS = 300;

type Way = (bson: Uint8Array) => void;

/** Bytes of BSON a millisecond. */
function speed(way: Way, documents: readonly Uint8Array[], bytes: number, milliseconds: number): number {
  const started = performance.now();
  let passes = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (const bson of documents) way(bson);
    passes += 1;
    elapsed = performance.now() - started;
  }
  return (passes * bytes) / elapsed;
}

/** How fast a stored log becomes a line, beside the way that every driver offers. */
export function transcodeSection(_service: unknown, { rounds }: BenchOptions): Findings {
  const out = new Output(1024 * 1024);
  const encode = compileLineEncoder(columnsFor(columnSets['all columns']));
  const plain: Way = (bson) => void JSON.stringify(BSON.deserialize(bson));
  const line: Way = (bson) => {
    if (out.length > 512 * 1024) out.length = 0;
    encode(bson, out);
  };
  const results = [500, TARGET.bytes, 20_000, 200_000].map((bytes) => {
    const owner = { organisation: ORGANISATION, workspace: 'transcode' };
    const documents = Array.from({ length: DOCUMENTS }, (_, i) => BSON.serialize(benchLog(bytes, i, owner)));
    const size = documents.reduce((sum, { length }) => sum + length, 0);
    const speeds: { plain: number[]; line: number[] } = { plain: [], line: [] };
    for (const way of [plain, line]) speed(way, documents, size, WARM_UP_MS);
    for (let round = 0; round < rounds * 3; round += 1) {
      speeds.plain.push(speed(plain, documents, size, ROUND_MS));
      speeds.line.push(speed(line, documents, size, ROUND_MS));
    }
    const [plainSpeed, lineSpeed] = [median(speeds.plain) / 1_000, median(speeds.line) / 1_000];
    return { bytes, plainMbPerSecond: plainSpeed, lineMbPerSecond: lineSpeed, speedup: lineSpeed / plainSpeed };
  });
  const table = {
    title: 'Transcoding alone: a stored log to a line of all columns, one core',
    head: ['logs of', 'JSON.stringify(BSON.deserialize(…))', 'ours', 'speed-up'],
    rows: results.map(({ bytes, plainMbPerSecond, lineMbPerSecond, speedup }) => [
      kilobytes(bytes),
      `${plainMbPerSecond.toFixed(0)} MB/s`,
      `${lineMbPerSecond.toFixed(0)} MB/s`,
      times(speedup),
    ]),
  };
  const target = results.find(({ bytes }) => bytes === TARGET.bytes)!;
  return { tables: [table], results, ratios: { transcode_speedup: target.speedup } };
}
