import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';
import type { Clock, Timer } from '@parley/session';
import { createRedisEntries } from './redis-entries.js';
import type { WorkerEntry, WorkerRegistry } from './registry.js';
import type { WorkerTelemetry } from './telemetry.js';
import { createWatchers } from './watchers.js';

export interface RedisRegistryOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: WorkerTelemetry;
  /** Default `worker:`. */
  readonly keyPrefix?: string | undefined;
  /** How long an entry lives without a heartbeat. Default 30 000. */
  readonly ttlMs?: number | undefined;
  /** How often the store is read; a new worker is seen within this time. Default 1000. */
  readonly pollMs?: number | undefined;
}

/** A command that takes longer than this counts as a store that is gone. */
const COMMAND_TIMEOUT_MS = 1500;

/**
 * The workers of all hosts, in Redis: one key a worker, with a TTL. While Redis is gone the last known workers
 * stay; when it returns empty, they stay for one TTL more, so that they can write themselves again. Owns its
 * connection.
 */
export function createRedisRegistry(options: RedisRegistryOptions): WorkerRegistry {
  const { clock, logger, telemetry, keyPrefix = 'worker:', ttlMs = 30_000, pollMs = 1000 } = options;
  const watchers = createWatchers();
  let entries: ReadonlyMap<string, WorkerEntry> = new Map();
  /** Those of `entries` that Redis had when it was last read. */
  let stored: ReadonlyMap<string, WorkerEntry> = entries;
  let healthy = false;
  /** Known before an outage, and not seen since: kept for a while, so that they can write themselves again. */
  let unconfirmed: ReadonlySet<string> = new Set();
  let keepUnconfirmedUntilMs = 0;
  let closed = false;
  let nextPoll: Timer | undefined;
  let polling: Promise<void> = Promise.resolve();

  const redis = connectRedis({
    url: options.url,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onError: (error) => setUnhealthy(error),
  });
  redis.on('close', () => setUnhealthy(new Error('connection closed')));
  redis.on('ready', () => pollSoon(0));
  const store = createRedisEntries({
    redis,
    keyPrefix,
    onInvalid(key) {
      telemetry.count('registry_entry_invalid');
      logger.debug({ key }, 'skipped a registry entry that is not valid');
    },
  });

  function setUnhealthy(cause: Error): void {
    if (!healthy || closed) return;
    healthy = false;
    telemetry.count('registry_unreachable');
    logger.warn({ err: cause }, 'the worker registry is unreachable; the last known workers stay');
    watchers.notify();
  }

  function pollSoon(delayMs: number): void {
    nextPoll?.cancel();
    if (closed) return;
    nextPoll = clock.setTimer(delayMs, () => {
      polling = polling
        .then(poll)
        .catch((thrown: unknown) => setUnhealthy(ParleyError.from(thrown)))
        .finally(() => pollSoon(pollMs));
    });
  }

  async function poll(): Promise<void> {
    if (redis.status !== 'ready') return;
    const found = await store.read();
    if (closed) return;
    const now = clock.nowMs();
    let isChanged = !healthy || found !== stored;
    if (!healthy) {
      healthy = true;
      unconfirmed = new Set(entries.keys());
      keepUnconfirmedUntilMs = now + ttlMs;
      logger.info({ workers: found.size }, 'the worker registry answers');
    }
    // One that has been seen since the outage expires like any other.
    const left = [...unconfirmed].filter((name) => !found.has(name) && now < keepUnconfirmedUntilMs);
    isChanged ||= left.length < unconfirmed.size;
    unconfirmed = new Set(left);
    stored = found;
    if (!isChanged) return;
    entries = new Map([...found, ...[...entries].filter(([name]) => unconfirmed.has(name))]);
    watchers.notify();
  }

  return {
    list: (kind) => [...entries.values()].filter((entry) => entry.kind === kind),
    async register(entry) {
      await reach(() => redis.set(keyPrefix + entry.name, JSON.stringify(entry), 'PX', ttlMs));
      pollSoon(0);
    },
    async remove(name) {
      await reach(() => redis.del(keyPrefix + name));
      if (entries.has(name)) {
        entries = new Map([...entries].filter(([known]) => known !== name));
        watchers.notify();
      }
    },
    watch: watchers.add,
    healthy: () => healthy,
    close() {
      closed = true;
      healthy = false;
      nextPoll?.cancel();
      watchers.clear();
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

async function reach<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (thrown) {
    throw new ParleyError('CONNECTION_ERROR', 'the worker registry cannot be reached', { cause: thrown });
  }
}
