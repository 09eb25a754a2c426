/**
 * The catalogue of file formats: what a client may ask for, and what the file is called and served as. The contract, the
 * page, the command line and src/formats take them from here. How a format's bytes are made is in src/formats.
 */

const compressionFacts = {
  none: { suffix: '', contentType: null, label: null },
  gzip: { suffix: '.gz', contentType: 'application/gzip', label: 'compressed (gzip)' },
  zstd: { suffix: '.zst', contentType: 'application/zstd', label: 'compressed (zstd)' },
  snappy: { suffix: '', contentType: null, label: 'compressed (snappy)' },
} as const satisfies Record<string, CompressionFacts>;
export type Compression = keyof typeof compressionFacts;
export const compressions = Object.keys(compressionFacts) as [Compression, ...Compression[]];

interface CompressionFacts {
  /** What it adds to the file's name. */
  suffix: string;
  /** Null: that of the format itself. */
  contentType: string | null;
  label: string | null;
}

const formatFacts = {
  jsonl: {
    extension: '.jsonl',
    contentType: 'application/x-ndjson',
    label: 'JSON lines',
    compressions: ['none', 'gzip', 'zstd'],
    reads: null,
  },
  csv: {
    extension: '.csv',
    contentType: 'text/csv; charset=utf-8',
    label: 'CSV',
    compressions: ['none', 'gzip', 'zstd'],
    reads: null,
  },
  chat: {
    extension: '.chat.jsonl',
    contentType: 'application/x-ndjson',
    label: 'Fine-tuning set',
    compressions: ['none', 'gzip', 'zstd'],
    reads: ['request', 'response'],
  },
  parquet: {
    extension: '.parquet',
    contentType: 'application/vnd.apache.parquet',
    label: 'Parquet',
    compressions: ['snappy', 'zstd', 'gzip', 'none'],
    packsItself: true,
    reads: null,
  },
} as const satisfies Record<string, FormatFacts>;
export type Format = keyof typeof formatFacts;
export const formats = Object.keys(formatFacts) as [Format, ...Format[]];
export const DEFAULT_FORMAT: Format = 'jsonl';

/** Formats whose rows are text, which is packed as a whole. */
export type TextFormat = Exclude<Format, 'parquet'>;
export type TextCompression = (typeof formatFacts)[TextFormat]['compressions'][number];

interface FormatFacts {
  /** What the file's name ends in, without compression. */
  extension: string;
  contentType: string;
  label: string;
  /** How it may be packed; the first one is the default. */
  compressions: readonly [Compression, ...Compression[]];
  /** The fields that it is always made from; null: those that are asked for, a column each. */
  reads: readonly string[] | null;
  /** The compression is within the file, which is not named or served by it. */
  packsItself?: true;
}

/** An earlier spelling, which is answered as it was asked for. */
const aliases = { 'jsonl.gz': { format: 'jsonl', compression: 'gzip' } } as const satisfies Record<string, Packaging>;

/** A format as a client may ask for it. */
export type FormatName = Format | keyof typeof aliases;
export const formatNames = [...formats, ...Object.keys(aliases)] as [FormatName, ...FormatName[]];

/** What a file is, and how it is packed. */
export interface Packaging {
  format: Format;
  compression: Compression;
}

/** What a client asked for, or a record of any version holds. */
export interface AskedFormat {
  format: FormatName;
  compression?: Compression | null | undefined;
}

/** Every name that stands for files of this format, whatever their compression; of an alias itself alone. */
export const namesOf = (format: FormatName): FormatName[] =>
  formatNames.filter((name) => name === format || (name in aliases && packagingOf({ format: name }).format === format));

/** How this format may be packed; the first one is the default. */
export const compressionsOf = (format: FormatName): readonly [Compression, ...Compression[]] =>
  format in aliases
    ? [aliases[format as keyof typeof aliases].compression]
    : formatFacts[format as Format].compressions;

export function packagingOf({ format, compression }: AskedFormat): Packaging {
  if (format in aliases) return aliases[format as keyof typeof aliases];
  return { format: format as Format, compression: compression ?? compressionsOf(format)[0] };
}

export const isCompressed = (asked: AskedFormat): boolean => packagingOf(asked).compression !== 'none';

const readsOf = (format: FormatName): readonly string[] | null => formatFacts[packagingOf({ format }).format].reads;

/** Whether a file of this format has the columns that are asked for. */
export const hasColumns = (format: FormatName): boolean => readsOf(format) === null;

/** The fields whose content is in the file. */
export const fieldsIn = (asked: { format: FormatName; requested_data: readonly string[] }): readonly string[] =>
  readsOf(asked.format) ?? asked.requested_data;

/** How the file as a whole is packed. */
export function packingOf(asked: AskedFormat): TextCompression {
  const { format, compression } = packagingOf(asked);
  const { packsItself }: FormatFacts = formatFacts[format];
  return packsItself ? 'none' : (compression as TextCompression);
}

/** What the names of parts and file end in: `.jsonl.gz`. */
export const extensionOf = (asked: AskedFormat): string =>
  formatFacts[packagingOf(asked).format].extension + compressionFacts[packingOf(asked)].suffix;

export const contentTypeOf = (asked: AskedFormat): string =>
  compressionFacts[packingOf(asked)].contentType ?? formatFacts[packagingOf(asked).format].contentType;

/** For people: `JSON lines, compressed (gzip)`. */
export function labelOf(asked: AskedFormat): string {
  const { format, compression } = packagingOf(asked);
  return [formatFacts[format].label, compressionFacts[compression].label].filter((label) => label !== null).join(', ');
}

/** What the ending of a file's name says that it is; undefined where it is none of ours. */
export function packagingOfName(fileName: string): Packaging | undefined {
  const all = formats.flatMap((format) => compressionsOf(format).map((compression) => ({ format, compression })));
  const fitting = all.filter((packaging) => fileName.endsWith(extensionOf(packaging)));
  // `.chat.jsonl` ends in `.jsonl`, too.
  return fitting.sort((a, b) => extensionOf(b).length - extensionOf(a).length)[0];
}
