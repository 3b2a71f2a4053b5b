import { randomUUID } from 'node:crypto';
import type { Logger } from '@parley/runtime';
import type { Clock, Timer } from '@parley/session';
import { Redis } from 'ioredis';
import type { Lease, LeaseTable } from './lease-table.js';
import { createMemoryLeases } from './memory-leases.js';

export interface RedisLeasesOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default `leases:`. */
  readonly keyPrefix?: string | undefined;
  /** How long the leases of an orchestrator that died are kept. Renewed at a third of it. Default 10 000. */
  readonly ttlMs?: number | undefined;
}

/** A reply waits for this; past it the lease is counted here alone, and the worker refuses what is too much. */
const COMMAND_TIMEOUT_MS = 300;
const MAX_RECONNECT_DELAY_MS = 1000;

/**
 * A worker's leases are a sorted set of holders by expiry, on Redis' own clock. In one step: forget the expired,
 * count, and add when there is room.
 */
const ACQUIRE = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ms + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** Prolongs leases, also those that were lost with a Redis that came back empty. */
const RENEW = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], ms + ARGV[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

/**
 * Leases of all orchestrators that share a Redis. While it is gone, each counts its own: workers refuse what is
 * beyond their capacity all the same. Owns its connection.
 */
export function createRedisLeases(options: RedisLeasesOptions): LeaseTable {
  const { clock, logger, keyPrefix = 'leases:', ttlMs = 10_000 } = options;
  const redis = new Redis(options.url, {
    connectTimeout: 1500,
    commandTimeout: COMMAND_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
  });
  redis.on('error', (error: Error) => logger.debug({ err: error }, 'leases: Redis does not answer'));
  /** What this process holds, whatever Redis says. */
  const own = createMemoryLeases();
  const held = new Map<string, string>();
  let closed = false;
  let renewal: Timer;

  async function askRedis(worker: string, holder: string, slots: number): Promise<boolean> {
    try {
      return (await redis.eval(ACQUIRE, 1, keyPrefix + worker, holder, slots, ttlMs)) === 1;
    } catch (thrown) {
      logger.warn({ err: thrown, worker }, 'leases are counted here alone: Redis does not answer');
      return true;
    }
  }

  async function forget(worker: string, holder: string): Promise<void> {
    try {
      await redis.zrem(keyPrefix + worker, holder);
    } catch (thrown) {
      logger.debug({ err: thrown, worker }, 'a lease was not given back; it expires');
    }
  }

  async function renew(): Promise<void> {
    const holdersOf = new Map<string, string[]>();
    for (const [holder, worker] of held) holdersOf.set(worker, [...(holdersOf.get(worker) ?? []), holder]);
    for (const [worker, holders] of holdersOf) {
      await redis.eval(RENEW, 1, keyPrefix + worker, ttlMs, ...holders);
      // Released meanwhile: what the renewal brought back goes again.
      for (const holder of holders) if (!held.has(holder)) await forget(worker, holder);
    }
  }

  function renewLater(): void {
    renewal = clock.setTimer(ttlMs / 3, () => {
      renew()
        .catch((thrown: unknown) => logger.debug({ err: thrown }, 'leases were not renewed'))
        .finally(() => {
          if (!closed) renewLater();
        });
    });
  }
  renewLater();

  return {
    async acquire(request) {
      const { worker, capacity, speculative } = request;
      const local = await own.acquire(request);
      if (local === undefined) return undefined;
      const holder = randomUUID();
      if (!(await askRedis(worker, holder, speculative ? capacity - 1 : capacity))) {
        await local.release();
        return undefined;
      }
      held.set(holder, worker);
      const lease: Lease = {
        worker,
        async release() {
          if (!held.delete(holder)) return;
          await local.release();
          await forget(worker, holder);
        },
      };
      return lease;
    },
    taken: own.taken,
    async close() {
      if (closed) return;
      closed = true;
      renewal.cancel();
      const all = [...held];
      held.clear();
      await Promise.all(all.map(([holder, worker]) => forget(worker, holder)));
      await own.close();
      redis.disconnect();
    },
  };
}
