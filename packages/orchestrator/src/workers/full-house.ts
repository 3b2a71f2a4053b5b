import { ParleyError } from '@parley/protocol';

/** Replies last a few seconds: by then one of those that were before will have ended. */
const RETRY_AFTER_MS = 2000;
/** However many wait: who comes back later than that has given up. */
const MAX_RETRY_AFTER_MS = 30_000;

/** Every worker that could serve is taken. The hint when to try again grows with those who wait already. */
export function fullHouse(cause?: unknown, waiting = 0): ParleyError {
  return new ParleyError('WORKER_UNAVAILABLE', 'All workers are at capacity', {
    retryAfterMs: Math.min(MAX_RETRY_AFTER_MS, RETRY_AFTER_MS + waiting * 500),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Whether the error says that workers are there, and taken. */
export function isFullHouse(error: ParleyError): boolean {
  return error.retryAfterMs !== undefined;
}
