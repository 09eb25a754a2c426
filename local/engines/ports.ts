import { createServer, type Server } from 'node:net';
import { Sentence } from '../bare/sentence.cjs';

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The socket has no port.');
  return address.port;
}

/** That many different ports which nothing listens on at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once before any is let go: one after the other, the system may name the same port twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
}

export async function isPortFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

/** The API's port: PORT where it is set, else 8080, else any free one. */
export async function chooseApiPort(wanted: string | undefined): Promise<number> {
  if (wanted) {
    const port = Number(wanted);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Sentence(`PORT is "${wanted}", which is not a port: set it to a number from 1 to 65535, or unset it.`);
    }
    if (await isPortFree(port)) return port;
    throw new Sentence(`Port ${port} is taken: set PORT to another one, or unset it to have a free one chosen.`);
  }
  if (await isPortFree(8080)) return 8080;
  const [port] = await freePorts(1);
  return port!;
}
