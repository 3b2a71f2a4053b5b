import { Redis } from 'ioredis';

export interface RedisOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  /** A command that takes longer fails. */
  readonly commandTimeoutMs: number;
  /** Connection lost or refused; tried again without end. Without somebody who hears it ioredis would end the process. */
  readonly onError: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 1500;
const MAX_RECONNECT_DELAY_MS = 1000;

/**
 * A connection that never makes anybody wait: while Redis is gone commands fail at once instead of queueing, and it
 * comes back by itself, after 0.1 to 1 s. The caller owns it: `disconnect()`.
 */
export function connectRedis({ url, commandTimeoutMs, onError }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
  });
  redis.on('error', onError);
  return redis;
}
