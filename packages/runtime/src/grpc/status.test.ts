import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ERRORS, type ErrorCode, ParleyError } from '@parley/protocol';
import { expect, test } from 'vitest';
import { fromGrpcError, toGrpcStatus } from './status.js';

function received(code: status, details: string, metadata = new Metadata()): ServiceError {
  return Object.assign(new Error(details), { code, details, metadata });
}

test.each(Object.keys(ERRORS) as ErrorCode[])('%s crosses the wire and comes back as itself', (code) => {
  const sent = toGrpcStatus(new ParleyError(code, 'what happened'));
  expect(status[sent.code]).toBe(ERRORS[code].grpcStatus);
  const back = fromGrpcError(received(sent.code, sent.details, sent.metadata));
  expect(back.code).toBe(code);
  expect(back.message).toBe('what happened');
});

test('a status of a worker that knows no ParleyError gets the nearest code', () => {
  expect(fromGrpcError(received(status.RESOURCE_EXHAUSTED, 'full')).code).toBe('LIMIT_EXCEEDED');
  expect(fromGrpcError(received(status.UNAVAILABLE, 'gone')).code).toBe('WORKER_UNAVAILABLE');
  expect(fromGrpcError(received(status.UNKNOWN, 'odd'), 'SYNTHESIS_FAILED').code).toBe('SYNTHESIS_FAILED');
});

test('what is no ParleyError becomes the fallback and keeps its message', () => {
  const sent = toGrpcStatus(new TypeError('x is undefined'), 'SYNTHESIS_FAILED');
  expect(sent).toMatchObject({ code: status.INTERNAL, details: 'x is undefined' });
});
