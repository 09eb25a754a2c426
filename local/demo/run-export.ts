import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sentence } from '../bare/sentence.cjs';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { type ApiClient } from './api-client';
import { requestedFields } from './expected-line';
import { startProgress } from './progress';

const POLL_MS = 300;

/** Creates an export of the logs of this time range, starts it and waits until it has succeeded. */
export async function runExport(
  client: ApiClient,
  from: Date,
  until: Date,
  signal: AbortSignal,
): Promise<ExportAnswer> {
  const created = await client.call<{ id: string; total: number }>('POST', '/logs/exports', {
    filters: { created_at: { gte: from.toISOString(), lte: until.toISOString() } },
    requested_data: requestedFields,
    description: 'npm run demo',
  });
  await client.call('POST', `/logs/exports/${created.id}/start`);
  const progress = startProgress('Exporting', created.total);
  try {
    for (;;) {
      const now = await client.call<ExportAnswer>('GET', `/logs/exports/${created.id}`);
      progress.update(now.progress.exported);
      if (now.status === 'success') return now;
      if (now.status !== 'in_progress')
        throw new Sentence(`The export ended as ${now.status}: ${now.error ?? 'no reason given'}`);
      await sleep(POLL_MS, undefined, { signal });
    }
  } finally {
    progress.stop();
  }
}

/** Downloads the export's file by its signed URL into `folder`; returns where it is. */
export async function downloadFile(
  client: ApiClient,
  done: ExportAnswer,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  if (!done.file) throw new Sentence('The export succeeded, but names no file.');
  const { signed_url: url } = await client.call<{ signed_url: string }>('GET', `/logs/exports/${done.id}/download`);
  const answer = await fetch(url, { signal });
  if (!answer.ok || !answer.body)
    throw new Sentence(`The signed URL answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, done.file.name);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file), { signal });
  const { size } = await stat(file);
  if (size !== done.file.bytes) {
    throw new Sentence(`The file should have ${done.file.bytes} bytes, and ${size} were downloaded to ${file}.`);
  }
  return file;
}
