import { connect } from 'node:net';

/** A busy machine may take its time for the first byte. */
const NO_ANSWER_MS = 15_000;
const QUIET_MS = 1_500;

export interface RawAnswer {
  /** The status lines that came back, in order. */
  statuses: number[];
  text: string;
}

/** Sends bytes as they are and reads until the server closes, or is quiet for a while after an answer. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(NO_ANSWER_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      socket.setTimeout(QUIET_MS);
    });
    socket.on('error', () => undefined).on('close', () => resolve());
  });
  const text = Buffer.concat(chunks).toString('latin1');
  return { text, statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status)) };
}
