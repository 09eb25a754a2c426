import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { type Addresses, hostOf } from './addresses';

const WITHIN_MS = 15_000;
/** How much of an answer is read: enough to see why it refused. */
const ANSWER_BYTES = 1_024;

export interface Answer {
  status: number;
  retryAfter: string | undefined;
  /** The first bytes of it. */
  text: string;
}

/**
 * Sends a body once: to no other address than was checked, by no proxy, following no redirect, over a connection of its
 * own. Rejects where no answer began in time; an answer that does not end is cut off.
 */
export async function post(
  url: string,
  { headers, body }: { headers: OutgoingHttpHeaders; body: string },
  addresses: Addresses,
): Promise<Answer> {
  const target = new URL(url);
  // An address is connected to without a look-up.
  if (isIP(hostOf(target))) await addresses.reachable(target);
  const { request } = target.protocol === 'https:' ? https : http;
  const bytes = Buffer.from(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': bytes.length },
      agent: false,
      lookup: addresses.lookupFor(target),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    asked.once('response', resolve).on('error', reject).end(bytes);
  });
  const text = await beginningOf(answer);
  return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'], text };
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop ends the connection.
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= ANSWER_BYTES) break;
    }
  } catch {
    // It was cut off: its status counts.
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
}
