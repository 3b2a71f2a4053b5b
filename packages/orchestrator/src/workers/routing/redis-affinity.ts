import type { Logger } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';

/** Which worker served a session last, known to all orchestrators: a session that moves to another one keeps it. */
export interface AffinityStore {
  /** Undefined when there is none, or the store does not answer at once. Never rejects. */
  load(sessionId: string): Promise<string | undefined>;
  /** Does not wait; what is lost costs a warm voice, nothing else. */
  save(sessionId: string, worker: string): void;
  close(): void;
}

export interface RedisAffinityOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  readonly logger: Logger;
  /** How long a session that is silent keeps its worker. Default 3600. */
  readonly ttlSeconds?: number | undefined;
  /** Default `routing:affinity:`. */
  readonly keyPrefix?: string | undefined;
}

/** The first reply of a session waits for this at most. */
const COMMAND_TIMEOUT_MS = 50;

/** One key a session. Owns its connection. */
export function createRedisAffinity(options: RedisAffinityOptions): AffinityStore {
  const { logger, ttlSeconds = 3600, keyPrefix = 'routing:affinity:' } = options;
  const unanswered = (error: unknown): undefined => {
    logger.debug({ err: error }, 'affinity: Redis does not answer');
  };
  const redis = connectRedis({ url: options.url, commandTimeoutMs: COMMAND_TIMEOUT_MS, onError: unanswered });
  return {
    load: (sessionId) => redis.get(keyPrefix + sessionId).then((worker) => worker ?? undefined, unanswered),
    save(sessionId, worker) {
      redis.set(keyPrefix + sessionId, worker, 'EX', ttlSeconds).catch(unanswered);
    },
    close: () => redis.disconnect(),
  };
}
