import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportAnswer } from '../contract/export-answers';
import { type ApiClient, reasonOf } from './api-client';
import { CliError } from './exit-codes';
import { tell } from './output';
import type { Progress } from './progress';
import { checksumOf, type Target } from './target';

/** Number of connections in a row that may bring nothing new. */
const MAX_VAIN_TRIES = 5;
const FIRST_PAUSE_MS = 250;
/** A connection that is silent for this long is replaced by another. */
const SILENCE_MS = 60_000;

/** The signed URL has expired or is not accepted: the download needs a new one. */
const stale = new Set([400, 401, 403, 404, 410]);

class Broken extends Error {}

type File = NonNullable<ExportAnswer['file']>;

interface Options {
  api: ApiClient;
  id: string;
  file: File;
  target: Target;
  progress: Progress;
  signal: AbortSignal;
}

/** Downloads the file to the target and checks its size and checksum. Resumes from what the target holds. */
export async function downloadFile(options: Options): Promise<void> {
  const { file, target } = options;
  const isResumed = target.held.bytes > 0;
  if (target.held.bytes > file.bytes) await target.restart();
  await receiveAll(options);
  if (checksumOf(target) === file.crc32c) return;
  if (isResumed && (await target.restart())) {
    tell('What an earlier download left here belongs to another file. Beginning anew.');
    await receiveAll(options);
    if (checksumOf(target) === file.crc32c) return;
  }
  const found = checksumOf(target);
  await target.restart();
  throw new CliError(
    'failed',
    `What arrived is not the file that was exported: its CRC32C is ${found}, and ${file.crc32c} was expected.`,
  );
}

async function receiveAll(options: Options): Promise<void> {
  const { api, id, file, target, progress, signal } = options;
  let url: string | null = null;
  let vain = 0;
  progress.update(target.held.bytes, file.bytes);
  while (target.held.bytes < file.bytes) {
    const before = target.held.bytes;
    try {
      url ??= (await api.download(id)).signed_url;
      const status = await receive(url, options);
      if (stale.has(status)) url = null;
      if (status >= 300) throw new Broken(`it answered with ${status}`);
    } catch (error) {
      if (signal.aborted || (error instanceof CliError && error.ending !== 'unreachable')) throw error;
      vain = target.held.bytes > before ? 0 : vain + 1;
      const reason = error instanceof CliError ? error.message : reasonOf(error);
      if (vain === MAX_VAIN_TRIES) {
        throw new CliError(
          'unreachable',
          `The file can't be downloaded (${reason}). Try again: it goes on from there.`,
        );
      }
      if (vain <= 1) tell(`The download was cut (${reason}). Going on …`);
      await sleep(vain === 0 ? 0 : FIRST_PAUSE_MS * 2 ** (vain - 1), undefined, { signal });
    }
  }
}

/** Reads one connection to its end and returns its status; throws if it breaks off. */
async function receive(url: string, { file, target, progress, signal }: Options): Promise<number> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Broken('no answer')), SILENCE_MS);
  try {
    const answer = await fetch(url, {
      // With transport compression, a range would count other bytes than the file's.
      headers: { range: `bytes=${target.held.bytes}-`, 'accept-encoding': 'identity' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      return answer.status;
    }
    // A server without ranges sends the file from its beginning.
    let passOver = answer.status === 206 ? 0 : target.held.bytes;
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      timer.refresh();
      const fresh = chunk.subarray(Math.min(passOver, chunk.length));
      passOver -= chunk.length - fresh.length;
      if (target.held.bytes + fresh.length > file.bytes) {
        throw new CliError('failed', `More arrives than the ${file.bytes} bytes of the file that was exported.`);
      }
      if (fresh.length > 0) await target.write(fresh);
      progress.update(target.held.bytes, file.bytes);
    }
    if (target.held.bytes < file.bytes) throw new Broken('it ended early');
    return answer.status;
  } finally {
    clearTimeout(timer);
  }
}
