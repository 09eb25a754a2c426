/**
 * The catalogue of file formats: what a client may ask for, and what the file is called and served as. The contract, the
 * page, the command line and src/formats take them from here. How a format's bytes are made is in src/formats.
 */

interface FormatFacts {
  /** What the file's name ends in, without compression. */
  extension: string;
  contentType: string;
  label: string;
}

interface CompressionFacts {
  /** What it adds to the file's name. */
  suffix: string;
  /** Null: that of the format itself. */
  contentType: string | null;
  label: string | null;
}

const formatFacts = {
  jsonl: { extension: '.jsonl', contentType: 'application/x-ndjson', label: 'JSON lines' },
} as const satisfies Record<string, FormatFacts>;
export type Format = keyof typeof formatFacts;

const compressionFacts = {
  none: { suffix: '', contentType: null, label: null },
  gzip: { suffix: '.gz', contentType: 'application/gzip', label: 'compressed (gzip)' },
} as const satisfies Record<string, CompressionFacts>;
export type Compression = keyof typeof compressionFacts;

interface Packaging {
  format: Format;
  compression: Compression;
}

/** What a client may write as `format`, and what it stands for. */
const packagings = {
  jsonl: { format: 'jsonl', compression: 'none' },
  'jsonl.gz': { format: 'jsonl', compression: 'gzip' },
} as const satisfies Record<string, Packaging>;

/** A format as a client asks for it, with its compression: `jsonl`, `jsonl.gz`. */
export type FileFormat = keyof typeof packagings;
export const fileFormats = Object.keys(packagings) as [FileFormat, ...FileFormat[]];
export const DEFAULT_FORMAT: FileFormat = 'jsonl';

export const packagingOf = (name: FileFormat): Packaging => packagings[name];
export const isCompressed = (name: FileFormat): boolean => packagings[name].compression !== 'none';

/** What the names of parts and file end in: `.jsonl.gz`. */
export function extensionOf(name: FileFormat): string {
  const { format, compression } = packagings[name];
  return formatFacts[format].extension + compressionFacts[compression].suffix;
}

export function contentTypeOf(name: FileFormat): string {
  const { format, compression } = packagings[name];
  return compressionFacts[compression].contentType ?? formatFacts[format].contentType;
}

/** For people: `JSON lines, compressed (gzip)`. */
export function labelOf(name: FileFormat): string {
  const { format, compression } = packagings[name];
  return [formatFacts[format].label, compressionFacts[compression].label].filter((label) => label !== null).join(', ');
}
