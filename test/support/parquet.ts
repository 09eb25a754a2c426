import { fileWriter } from '../../src/formats/file-writer';
import type { Compression } from '../../src/model/formats';
import { nothingOmitted } from '../../src/model/omissions';

/** A Parquet file as it lies in the bucket: made of parts that were written apart, each of these logs. */
export async function parquetFile(
  requested_data: readonly string[],
  parts: Iterable<readonly Uint8Array[]>,
  compression?: Compression,
) {
  const writer = fileWriter({ format: 'parquet', compression, requested_data });
  const omitted = nothingOmitted();
  const head = await writer.head();
  const pieces = [];
  for (const logs of parts) {
    const rows = writer.rows(omitted, 0);
    for (const log of logs) rows.add(log);
    const { content, ...facts } = await rows.take()();
    pieces.push({ content, bytes: content.length, ...facts });
  }
  const tail = await writer.tail(head, pieces, ({ content }, bytes) => Promise.resolve(content.subarray(-bytes)));
  const content = Buffer.concat([head.content, ...pieces.map((piece) => piece.content), tail]);
  return { content, unfit: omitted.unfit, uncompressedBytes: writer.uncompressedBytes(head, pieces) };
}
