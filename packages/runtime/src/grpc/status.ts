import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { ERRORS, type ErrorCode, ParleyError } from '@parley/protocol';

/** Trailer that carries the `ParleyError` code, which gRPC's own 17 codes are too few for. */
const CODE_KEY = 'parley-code';

const CODE_OF_STATUS: Readonly<Partial<Record<number, ErrorCode>>> = {
  [status.INVALID_ARGUMENT]: 'INVALID_MESSAGE',
  [status.NOT_FOUND]: 'NOT_FOUND',
  [status.RESOURCE_EXHAUSTED]: 'LIMIT_EXCEEDED',
  [status.UNAUTHENTICATED]: 'UNAUTHORIZED',
  [status.PERMISSION_DENIED]: 'UNAUTHORIZED',
  [status.UNAVAILABLE]: 'WORKER_UNAVAILABLE',
  [status.DEADLINE_EXCEEDED]: 'WORKER_UNAVAILABLE',
};

/** What a handler answers for an error; anything that is no `ParleyError` becomes `fallback`. */
export function toGrpcStatus(thrown: unknown, fallback: ErrorCode = 'INTERNAL_ERROR'): StatusObject {
  const error = ParleyError.from(thrown, fallback);
  const metadata = new Metadata();
  metadata.set(CODE_KEY, error.code);
  return { code: statusNumber(ERRORS[error.code].grpcStatus), details: error.message, metadata };
}

/**
 * The `ParleyError` behind a failed call. The code is the worker's own when it sent one, else the nearest to the
 * gRPC status, else `fallback`.
 */
export function fromGrpcError(error: ServiceError, fallback: ErrorCode = 'INTERNAL_ERROR'): ParleyError {
  const sent = error.metadata?.get(CODE_KEY)[0];
  const code = isErrorCode(sent) ? sent : (CODE_OF_STATUS[error.code] ?? fallback);
  return new ParleyError(code, error.details || error.message, { cause: error });
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}

function statusNumber(name: string): status {
  const number = status[name as keyof typeof status];
  return number ?? status.UNKNOWN;
}
