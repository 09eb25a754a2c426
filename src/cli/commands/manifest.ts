/** `logs-export manifest` and `verify`: what a file should hold, and whether it does. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Command } from 'commander';
import { type Manifest, manifestAnswer } from '../../contract/manifest';
import { crc32cBase64 } from '../../encode/crc';
import { packagingOf, packingOf } from '../../model/formats';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { rowCounters } from '../count-rows';
import { CliError } from '../exit-codes';
import { add, type Held, nothing } from '../held';
import { idArgument } from '../ids';
import { count, sayJson, size, tell } from '../output';
import { printable } from '../printable';
import { unpackFrames } from '../zstd-frames';

export function addManifest(program: Command): void {
  const command = program
    .command('manifest')
    .addArgument(idArgument('<id>', 'which export'))
    .description('Print the manifest of an export that has succeeded, as JSON.');
  withConnection(command).action(async (id: string, options: ConnectionOptions) =>
    sayJson(await connect(options).manifest(id)),
  );
}

export function addVerify(program: Command): void {
  program
    .command('verify')
    .argument('<file>', 'a downloaded file')
    .option('--manifest <file>', 'its manifest; left out: <file>.manifest.json')
    .description('Check a downloaded file against its manifest: bytes, CRC32C and rows. Asks no server.')
    .action(async (file: string, { manifest: path = `${file}.manifest.json` }: { manifest?: string }) => {
      const { rows, file: of } = await verifyFile(file, await readManifest(path));
      tell(`${printable(file)} is as its manifest says: ${count(rows)} rows, ${size(of.bytes)}, CRC32C ${of.crc32c}.`);
    });
}

/** Reads the file once, and throws where it is not what the manifest says. */
export async function verifyFile(file: string, manifest: Manifest): Promise<Manifest> {
  const { held, rows } = await measure(file, manifest);
  const found = { bytes: held.bytes, crc32c: crc32cBase64(held.crc), rows };
  const wanted = { bytes: manifest.file.bytes, crc32c: manifest.file.crc32c, rows: manifest.rows };
  const differing = (Object.keys(wanted) as (keyof typeof wanted)[]).filter((key) => found[key] !== wanted[key]);
  if (differing.length === 0) return manifest;
  const told = differing.map((key) => `${key} ${found[key] ?? 'unreadable'}, not ${wanted[key]}`);
  throw new CliError('failed', `${printable(file)} is not what its manifest says: ${told.join('; ')}.`);
}

export async function readManifest(path: string): Promise<Manifest> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => refuse(path, error));
  try {
    return manifestAnswer.parse(JSON.parse(text));
  } catch (error) {
    throw new CliError('usage', `${printable(path)} is no manifest. Print it with: logs-export manifest <id>`, {
      cause: error,
    });
  }
}

/** Reads the file once; `rows` is null where it can't be unpacked. */
async function measure(file: string, manifest: Manifest): Promise<{ held: Held; rows: number | null }> {
  const packing = packingOf(manifest);
  const held = nothing();
  const counter = rowCounters[packagingOf(manifest).format](file);
  async function* measured(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      add(held, chunk);
      yield chunk;
    }
  }
  async function countRows(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) counter.add(chunk);
  }
  const stream = createReadStream(file);
  try {
    if (packing === 'none') await pipeline(stream, measured, countRows);
    else if (packing === 'gzip') await pipeline(stream, measured, createGunzip(), countRows);
    else await pipeline(stream, measured, unpackFrames, countRows);
    return { held, rows: counter.rows() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall) refuse(file, error);
    const whole = nothing();
    for await (const chunk of createReadStream(file)) add(whole, chunk as Buffer);
    return { held: whole, rows: null };
  }
}

function refuse(path: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  throw new CliError('usage', `${printable(path)} can't be read (${code}).`, { cause: error });
}
