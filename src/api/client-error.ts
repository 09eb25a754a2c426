import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ServiceError } from '../model/errors';
import { errorBody } from './errors';

/** Inline gateway configurations make headers long, but not longer than this. */
export const MAX_HEADER_BYTES = 65_536;

const faults: Record<string, ServiceError> = {
  HPE_HEADER_OVERFLOW: new ServiceError(
    'headers_too_large',
    `The headers take more than ${MAX_HEADER_BYTES} bytes: shorten them.`,
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new ServiceError('request_timeout', 'The request did not arrive in time: send it again.'),
};
const noRequest = new ServiceError('invalid_request', 'What was sent is not an HTTP request.');

/** Answers what Node's HTTP parser refuses, in the contract's shape. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault = faults[error.code ?? ''] ?? noRequest;
  const requestId = randomUUID();
  const body = JSON.stringify(errorBody(fault, requestId));
  const head = [
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
