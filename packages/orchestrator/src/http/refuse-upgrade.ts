import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, type ErrorCode } from '@parley/protocol';

/** Answers an upgrade with HTTP instead, and closes. The body is `{"detail","code"}`. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode, detail: string, httpStatus?: number): void {
  const status = httpStatus ?? ERRORS[code].httpStatus;
  const body = JSON.stringify({ detail, code });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...(ERRORS[code].retryable ? ['Retry-After: 1'] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
