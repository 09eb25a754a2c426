import { setTimeout as sleep } from 'node:timers/promises';
import { Sentence } from '../bare/sentence.cjs';

const TRIES = 10;

/** Calls the service's REST API, waiting as it asks to where it is busy. Any other refusal is thrown in its own words. */
export interface ApiClient {
  call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

export function createApiClient(apiUrl: string, apiKey: string, signal: AbortSignal): ApiClient {
  async function send(method: string, path: string, body: unknown): Promise<Response> {
    return fetch(`${apiUrl}/v1${path}`, {
      method,
      headers: { 'x-portkey-api-key': apiKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
  }
  return {
    async call<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) {
      for (let tries = 1; ; tries += 1) {
        const answer = await send(method, path, body);
        if (answer.ok) return (await answer.json()) as T;
        const text = await answer.text();
        if (![429, 503].includes(answer.status) || tries === TRIES) {
          throw new Sentence(`${method} ${path} answered ${answer.status}: ${text.slice(0, 1_000)}`);
        }
        await sleep(1_000 * (Number(answer.headers.get('retry-after')) || 1), undefined, { signal });
      }
    },
  };
}
