/** What lies between the command line and the API: proxies, lost answers, and readers that leave. */
import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { ApiClient } from '../support/client';
import { insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';
import { setUpCli, type Cli } from './support/cli';

const documents = logDocuments(1_500);
const content = linesOf(documents);
let stack: Stack;
let client: ApiClient;
let cli: Cli;
const servers: Server[] = [];
const tunnels: Socket[] = [];
beforeAll(async () => {
  stack = await startStack();
  await insertLogs(stack, documents);
  client = await stack.client();
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key });
});
afterAll(async () => {
  for (const socket of tunnels) socket.destroy();
  for (const server of servers) server.close();
  cli.remove();
  await stack.stop();
});

async function serve(listener?: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('a reader that has had enough, such as head, ends the command well', async () => {
  // More than fits into a pipe.
  expect(content.length).toBeGreaterThan(200_000);
  const { record } = await exportFile(client);
  const script = '"$0" "$1" download "$2" -o - | head -1; echo "${PIPESTATUS[0]}"';
  const env = { ...process.env, LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key };
  const run = promisify(execFile)('bash', ['-c', script, process.execPath, cli.program, record.id], { env });
  const { stdout, stderr } = await run;
  expect(stdout).toBe(`${content.split('\n')[0]}\n0\n`);
  expect(stderr).not.toContain('closed');
});

test('HTTP_PROXY leads to the API, and NO_PROXY past it', async () => {
  const asked: string[] = [];
  const { server, url } = await serve();
  server.on('connect', ({ url: target }, socket: Socket) => {
    asked.push(target!);
    const { hostname, port } = new URL(stack.url);
    const through = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    tunnels.push(socket, through);
    socket.pipe(through).pipe(socket);
    for (const end of [socket, through]) end.on('error', () => undefined);
  });
  const away = { LOGS_EXPORT_URL: 'http://logs-export.invalid:8080', HTTP_PROXY: url };
  expect(await cli.run(['list', '--json'], away)).toMatchObject({ code: 0, err: '' });
  expect(asked).toEqual(['logs-export.invalid:8080']);
  expect(await cli.run(['list'], { ...away, NO_PROXY: 'logs-export.invalid' })).toMatchObject({ code: 4 });
  expect(asked).toHaveLength(1);
  const { code, err } = await cli.run(['list'], { ...away, HTTP_PROXY: 'a proxy' });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('HTTP_PROXY must be a URL') as string });
});

test('a create whose answer is lost is sent again, and makes one export', async () => {
  let lost = 0;
  const { url } = await serve((request, response) => {
    void (async () => {
      const { method = '', headers } = request;
      const body = await text(request);
      const kept = ['x-portkey-api-key', 'content-type', 'idempotency-key'];
      const answer = await fetch(`${stack.url}${request.url}`, {
        ...{ method, body: body || null },
        headers: Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
      });
      if (lost < 2) {
        lost += 1;
        return request.socket.destroy();
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    })();
  });
  const { code, out } = await cli.run(['create', '--fields', 'id', '--description', 'once'], { LOGS_EXPORT_URL: url });
  expect(code).toBe(0);
  const { body } = await client.send<{ data: { id: string }[] }>('GET', '/v1/logs/exports?search=once');
  expect(body.data.map(({ id }) => id)).toEqual([out.trim()]);
  expect(lost).toBe(2);
});
