import type { Format } from '../model/formats';
import { parquetRows } from './parquet-rows';

const [LF, QUOTE] = [0x0a, 0x22];

/** Counts the rows of a file as its unpacked bytes come by. */
export interface RowCounter {
  add(chunk: Uint8Array): void;
  rows(): number;
}

/**
 * How each format's rows are counted: by the ends of lines, those within the quotes of a CSV and its header left out; of
 * a Parquet file, its footer says it.
 */
export const rowCounters: Readonly<Record<Format, (file: string) => RowCounter>> = {
  jsonl: () => lineCounter({ quoted: false, heads: 0 }),
  csv: () => lineCounter({ quoted: true, heads: 1 }),
  chat: () => lineCounter({ quoted: false, heads: 0 }),
  parquet: (file) => ({ add: () => undefined, rows: () => parquetRows(file) }),
};

function lineCounter({ quoted, heads }: { quoted: boolean; heads: number }): RowCounter {
  let lines = 0;
  let isWithin = false;
  return {
    add(chunk) {
      for (const byte of chunk) {
        // A doubled quote ends the cell and begins it again: between the two there is nothing.
        if (quoted && byte === QUOTE) isWithin = !isWithin;
        else if (byte === LF && !isWithin) lines += 1;
      }
    },
    rows: () => lines - heads,
  };
}
