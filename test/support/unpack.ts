import { gunzipSync } from 'node:zlib';
import { Decoder } from '@toondepauw/node-zstd';
import { type AskedFormat, packingOf, type TextCompression } from '../../src/model/formats';

const unpackers: Readonly<Record<TextCompression, (file: Buffer) => Buffer>> = {
  none: (file) => file,
  gzip: gunzipSync,
  zstd: (file) => new Decoder().decodeSync(file),
};

/** What is in the file, as any reader unpacks it. */
export const unpack = (file: Buffer, asked: AskedFormat): Buffer => unpackers[packingOf(asked)](file);
