import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';
import type { Clock, Timer } from '@parley/session';
import type { WorkerEntry, WorkerRegistry } from './registry.js';
import type { WorkerTelemetry } from './telemetry.js';
import { createWatchers } from './watchers.js';
import { parseWorkerEntry } from './worker-entry.js';

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
/** Keys looked at per SCAN step: few round trips, and no step long enough for others to notice. */
const SCAN_COUNT = 500;

/**
 * The workers of all hosts, in Redis: one key a worker, with a TTL. Reads by SCAN, since workers of other makes
 * write nothing but their own key. While Redis is gone the last known workers stay; when it returns empty, they
 * stay for one TTL more, so that they can write themselves again. Owns its connection.
 */
export function createRedisRegistry(options: RedisRegistryOptions): WorkerRegistry {
  const { clock, logger, telemetry, keyPrefix = 'worker:', ttlMs = 30_000, pollMs = 1000 } = options;
  const watchers = createWatchers();
  let entries: ReadonlyMap<string, WorkerEntry> = new Map();
  let healthy = false;
  /** Known before an outage, and not seen since: kept for a while, so that they can write themselves again. */
  let unconfirmed: ReadonlySet<string> = new Set();
  let keepUnconfirmedUntilMs = 0;
  let closed = false;
  let nextPoll: Timer | undefined;

  const redis = connectRedis({
    url: options.url,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onError: (error) => setUnhealthy(error),
  });
  redis.on('close', () => setUnhealthy(new Error('connection closed')));
  redis.on('ready', () => pollSoon(0));

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
      poll()
        .catch((thrown: unknown) => setUnhealthy(ParleyError.from(thrown)))
        .finally(() => pollSoon(pollMs));
    });
  }

  async function poll(): Promise<void> {
    if (redis.status !== 'ready') return;
    const found = await readEntries();
    if (closed) return;
    const now = clock.nowMs();
    const wasHealthy = healthy;
    if (!wasHealthy) {
      healthy = true;
      unconfirmed = new Set(entries.keys());
      keepUnconfirmedUntilMs = now + ttlMs;
      logger.info({ workers: found.size }, 'the worker registry answers');
    }
    // One that has been seen since the outage expires like any other.
    unconfirmed = new Set(
      [...unconfirmed].filter((name) => !found.has(name) && now < keepUnconfirmedUntilMs),
    );
    for (const [name, entry] of entries) if (unconfirmed.has(name)) found.set(name, entry);
    const changed = !wasHealthy || JSON.stringify([...entries]) !== JSON.stringify([...found]);
    entries = found;
    if (changed) watchers.notify();
  }

  async function readEntries(): Promise<Map<string, WorkerEntry>> {
    const keys = new Set<string>();
    const pattern = `${keyPrefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
    let cursor = '0';
    do {
      const [next, page] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
      for (const key of page) keys.add(key);
      cursor = next;
    } while (cursor !== '0');
    const found = new Map<string, WorkerEntry>();
    if (keys.size === 0) return found;
    // Sorted, so that the same workers in another SCAN order are no change.
    const names = [...keys].sort();
    // One by one in a pipeline: a key of another type fails alone, where MGET would hide it.
    const pipeline = redis.pipeline();
    for (const key of names) pipeline.get(key);
    const values = (await pipeline.exec()) ?? [];
    for (const [index, [error, value]] of values.entries()) {
      if (value === null && error === null) continue;
      const entry = typeof value === 'string' ? parseWorkerEntry(value) : undefined;
      if (entry === undefined || `${keyPrefix}${entry.name}` !== names[index]) {
        telemetry.count('registry_entry_invalid');
        logger.debug({ key: names[index] }, 'skipped a registry entry that is not valid');
      } else found.set(entry.name, entry);
    }
    return found;
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
