import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { type Answer, createClient } from '../support/client';

/** Every poll costs the machine that the export runs on, too. */
const PAUSE_MS = 400;

/** The API as a client meets it that does not give up: what answers 503 or 429, or not at all, is asked again. */
export function createPatientClient(url: string, key: string) {
  const client = createClient(url, key);

  async function send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    for (;;) {
      const answer = await client.send<T>(method, path, body).catch(() => null);
      if (answer && ![429, 503].includes(answer.status)) return answer;
      await sleep(PAUSE_MS);
    }
  }

  const exportPath = (id: string, rest = '') => `/v1/logs/exports/${id}${rest}`;
  const read = async (id: string) => (await send<ExportAnswer>('GET', exportPath(id))).body;
  return {
    /** Sends one request, once. */
    once: client.send,
    send,
    read,
    exportPath,
    start: (id: string) => send<{ message: string }>('POST', exportPath(id, '/start')),
    cancel: (id: string) => send<{ message: string }>('POST', exportPath(id, '/cancel')),
    delete: (id: string) => send<{ message: string }>('DELETE', exportPath(id)),
    /** Polls until the export is no longer `in_progress`. */
    async settled(id: string): Promise<ExportAnswer> {
      for (;;) {
        const found = await read(id);
        if (found.status !== 'in_progress') return found;
        await sleep(PAUSE_MS);
      }
    },
    async download(id: string): Promise<Buffer> {
      const { body } = await send<{ signed_url: string }>('GET', exportPath(id, '/download'));
      const response = await fetch(body.signed_url);
      if (!response.ok) throw new Error(`the signed URL answered ${response.status}`);
      return Buffer.from(await response.arrayBuffer());
    },
  };
}
export type PatientClient = ReturnType<typeof createPatientClient>;
