import { randomUUID } from 'node:crypto';
import type { Logger } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';
import type { Clock, Timer } from '@parley/session';
import { type Lease, type LeaseTable, type Slot, usable } from './lease-table.js';
import { createMemoryLeases } from './memory-leases.js';
import { createRedisSlots } from './redis-slots.js';

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

/**
 * Leases of all orchestrators that share a Redis. While it is gone, each counts its own: workers refuse what is
 * beyond their capacity all the same. Owns its connection.
 */
export function createRedisLeases(options: RedisLeasesOptions): LeaseTable {
  const { clock, logger, keyPrefix = 'leases:', ttlMs = 10_000 } = options;
  const redis = connectRedis({
    url: options.url,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onError: (error) => logger.debug({ err: error }, 'leases: Redis does not answer'),
  });
  const shared = createRedisSlots(redis, keyPrefix, ttlMs);
  /** What this process holds, whatever Redis says. */
  const own = createMemoryLeases();
  const held = new Map<string, string>();
  let closed = false;
  let renewal: Timer;

  /** Takes a slot here and in Redis. Counted here first, so that wishes of one moment see each other. */
  async function take(slots: readonly Slot[], holder: string): Promise<Lease | undefined> {
    const first = await own.acquire(slots);
    if (first === undefined) return undefined;
    const free = slots.filter(
      (slot) => slot.worker === first.worker || own.taken(slot.worker) < usable(slot),
    );
    let granted: Slot | undefined;
    try {
      granted = await shared.take(holder, free);
    } catch (thrown) {
      logger.warn(
        { err: thrown, worker: first.worker },
        'leases are counted here alone: Redis does not answer',
      );
      return first;
    }
    if (granted?.worker === first.worker) return first;
    await first.release();
    if (granted === undefined) return undefined;
    const other = await own.acquire([granted]);
    if (other !== undefined) return other;
    // More is held here than Redis knows of, as after it lost its data.
    await forget(granted.worker, holder);
    return take(
      slots.filter((slot) => slot.worker !== granted.worker),
      holder,
    );
  }

  async function forget(worker: string, holder: string): Promise<void> {
    try {
      await shared.remove(worker, holder);
    } catch (thrown) {
      logger.debug({ err: thrown, worker }, 'a lease was not given back; it expires');
    }
  }

  async function renew(): Promise<void> {
    const leases = [...held];
    await shared.renew(leases);
    // Released meanwhile: what the renewal brought back goes again.
    for (const [holder, worker] of leases) if (!held.has(holder)) await forget(worker, holder);
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
    async acquire(slots) {
      const holder = randomUUID();
      const local = await take(slots, holder);
      if (local === undefined) return undefined;
      const { worker } = local;
      held.set(holder, worker);
      return {
        worker,
        async release() {
          if (!held.delete(holder)) return;
          await local.release();
          await forget(worker, holder);
        },
      };
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
