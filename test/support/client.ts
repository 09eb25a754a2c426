import type { ExportAnswer } from '../../src/contract/export-answers';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** A plain HTTP client of the API with one key. */
export function createClient(url: string, key: string) {
  async function send<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'x-portkey-api-key': key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as T };
  }

  const exportPath = (id: string, rest = '') => `/v1/logs/exports/${id}${rest}`;
  const read = async (id: string) => (await send<ExportAnswer>('GET', exportPath(id))).body;

  return {
    url,
    key,
    send,
    read,
    insert: (logs: unknown) => send<{ data: { id: string }[] }>('POST', '/v1/logs', logs),
    async create(body: object): Promise<string> {
      const created = await send<{ id: string }>('POST', '/v1/logs/exports', body);
      if (created.status !== 200) throw new Error(`create answered ${created.status}: ${JSON.stringify(created.body)}`);
      return created.body.id;
    },
    start: (id: string) => send<{ message: string }>('POST', exportPath(id, '/start')),
    cancel: (id: string) => send<{ message: string }>('POST', exportPath(id, '/cancel')),
    /** Polls until the export is no longer `in_progress`. */
    async settled(id: string): Promise<ExportAnswer> {
      for (;;) {
        const found = await read(id);
        if (found.status !== 'in_progress') return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    /** The file of a successful export, by its signed URL. */
    async download(id: string): Promise<Buffer> {
      const { body } = await send<{ signed_url: string }>('GET', exportPath(id, '/download'));
      const response = await fetch(body.signed_url);
      if (!response.ok) throw new Error(`the signed URL answered ${response.status}`);
      return Buffer.from(await response.arrayBuffer());
    },
  };
}
export type ApiClient = ReturnType<typeof createClient>;
