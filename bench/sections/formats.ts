import type { Compression } from '../../src/model/formats';
import { type Case, nameOf, ORGANISATION, targetCase } from '../cases';
import { fill, withLogs } from '../fill';
import type { BenchOptions } from '../options';
import { mongoexport, mongoexportToParquet } from '../peers';
import { forgetPeak, peakMb } from '../processes';
import { type Findings, megabytes, type RatioName, seconds, times } from '../report';
import { discard, millisecondsOf, runExport } from '../run-export';
import { clientOf, type Service } from '../service';
import { median } from '../statistics';

interface Form {
  asked: Case;
  /** As which ratio its time, to that of `jsonl` with the same columns, is told. */
  ratio?: RatioName;
  /** What people do otherwise for such a file. */
  otherwise?: typeof mongoexport;
}

interface Measured {
  name: string;
  ms: number;
  /** Its time to that of `jsonl` with the same columns. */
  toJsonl: number;
  otherwiseMs: number;
  bytes: number;
  peakMb: number;
}

function formsOf(target: Case): Form[] {
  const as = (format: Case['format'], compression?: Compression): Case => ({ ...target, format, compression });
  const bodyless = (asked: Case): Case => ({ ...asked, columns: 'all without bodies' });
  return [
    { asked: as('jsonl'), otherwise: mongoexport },
    { asked: as('jsonl', 'gzip'), ratio: 'gzip_to_jsonl' },
    { asked: as('jsonl', 'zstd'), ratio: 'zstd_to_jsonl' },
    { asked: as('csv'), ratio: 'csv_to_jsonl' },
    { asked: as('chat'), ratio: 'chat_to_jsonl' },
    { asked: as('parquet'), ratio: 'parquet_to_jsonl', otherwise: mongoexportToParquet },
    { asked: as('parquet', 'zstd') },
    { asked: bodyless(as('jsonl')), otherwise: mongoexport },
    { asked: bodyless(as('parquet')), ratio: 'bodyless_parquet_to_jsonl', otherwise: mongoexportToParquet },
  ];
}

/** The same logs in each format, in interleaved rounds: time, size and memory. */
export async function formatsSection(service: Service, { sizes, rounds }: BenchOptions): Promise<Findings> {
  const target = targetCase(sizes);
  const { env } = service.stack;
  await withLogs(env, (logs) => fill(logs, target.data));
  const client = await clientOf(service, ORGANISATION);
  const worker = service.pids.worker!;
  const program = process.env.MONGOEXPORT;
  const forms = formsOf(target).map((form): Rounds => ({ ...form, ms: [], otherwiseMs: [], peaks: [], bytes: 0 }));
  for (const form of forms) await discard(client, await runExport(client, form.asked)); // Compiled, and at its size.
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < forms.length; turn += 1) {
      const form = forms[(turn + round) % forms.length]!;
      forgetPeak(worker);
      const record = await runExport(client, form.asked);
      form.peaks.push(peakMb(worker));
      form.ms.push(millisecondsOf(record));
      form.bytes = record.file!.bytes;
      await discard(client, record);
      if (program && form.otherwise) form.otherwiseMs.push(await form.otherwise(program, env, form.asked));
    }
  }
  const measured = forms.map((form) => measuredOf(form, forms));
  const ratios = forms.flatMap(({ ratio }, index) => (ratio ? [[ratio, measured[index]!.toJsonl] as const] : []));
  return { tables: [table(measured, target)], results: measured, ratios: Object.fromEntries(ratios) };
}

interface Rounds extends Form {
  ms: number[];
  otherwiseMs: number[];
  peaks: number[];
  bytes: number;
}

function measuredOf({ asked, ms, otherwiseMs, peaks, bytes }: Rounds, forms: readonly Rounds[]): Measured {
  const isPlain = ({ format, compression, columns }: Case) =>
    format === 'jsonl' && !compression && columns === asked.columns;
  const jsonl = forms.find((form) => isPlain(form.asked))!;
  return {
    name: nameOf(asked),
    ms: median(ms),
    toJsonl: median(ms) / median(jsonl.ms),
    otherwiseMs: median(otherwiseMs),
    bytes,
    peakMb: Math.max(...peaks),
  };
}

const table = (measured: readonly Measured[], { logs }: Case) => ({
  title: 'Formats: medians of the rounds, the highest peak of the worker',
  head: ['', 'export', 'to jsonl', 'otherwise', 'to otherwise', 'MB', 'bytes a log', 'peak'],
  rows: measured.map(({ name, ms, toJsonl, otherwiseMs, bytes, peakMb: peak }) => [
    name,
    seconds(ms),
    times(toJsonl),
    Number.isNaN(otherwiseMs) ? '–' : seconds(otherwiseMs),
    times(ms / otherwiseMs),
    (bytes / 1e6).toFixed(1),
    (bytes / logs).toFixed(0),
    megabytes(peak),
  ]),
  notes: [
    process.env.MONGOEXPORT
      ? 'Otherwise: mongoexport to a local file, and for Parquet DuckDB’s COPY of that file.'
      : 'What people do otherwise was left out: MONGOEXPORT names no program.',
  ],
});
