import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How one request for a file goes wrong: cut after so many bytes, refused with a status, answered only after something
 * else, one byte of it altered, or begun at the beginning whatever was asked for.
 */
export type Fault = { cutAfter: number } | { status: number } | { after: () => unknown } | 'corrupt' | 'whole';

export interface FileHost {
  url: string;
  /** The `Range` of every request, in order of arrival. */
  ranges: (string | undefined)[];
  /** What goes wrong with the next requests. */
  faults: Fault[];
  stop: () => Promise<void>;
}

/** Stands where signed URLs point to, in front of the GCS server of the test run, and serves ranges of its files. */
export async function startFileHost(upstream = process.env.GCS_API_ENDPOINT!): Promise<FileHost> {
  const ranges: FileHost['ranges'] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const fault = faults.shift();
    const from = fault === 'whole' ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    void serve(new URL(request.url!, upstream), from, fault);

    async function serve(url: URL, start: number, wrong: Fault | undefined) {
      if (typeof wrong === 'object' && 'status' in wrong) return response.writeHead(wrong.status).end();
      if (typeof wrong === 'object' && 'after' in wrong) await wrong.after();
      const content = Buffer.from(await (await fetch(url)).arrayBuffer());
      const body = content.subarray(start);
      if (wrong === 'corrupt') body[0]! ^= 1;
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length });
      if (typeof wrong !== 'object' || 'after' in wrong) return response.end(body);
      response.write(body.subarray(0, wrong.cutAfter), () => setTimeout(() => request.socket.destroy(), 50));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ranges,
    faults,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
