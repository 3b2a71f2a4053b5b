import { createLogger, createSystemClock } from '@parley/runtime';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeLeases } from '../testing/lease-contract.js';
import type { LeaseTable } from './lease-table.js';
import { createRedisLeases } from './redis-leases.js';

describe.skipIf(!requires('redis-server'))('with a Redis', () => {
  let redis: TestRedis;
  const tables: LeaseTable[] = [];
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterEach(async () => {
    await Promise.all(tables.splice(0).map((table) => table.close()));
  });
  afterAll(() => redis.close());

  /** Ready to be used: nothing is queued while the connection is being made. */
  async function create(ttlMs = 10_000): Promise<LeaseTable> {
    const table = createRedisLeases({
      url: redis.url,
      clock: createSystemClock(),
      logger: createLogger({ name: 'test', level: 'silent' }),
      ttlMs,
    });
    tables.push(table);
    const client = redis.client();
    await vi.waitFor(async () => {
      const lease = await table.acquire([{ worker: 'ready', capacity: 1000, speculative: false }]);
      const shared = await client.zcard('leases:ready');
      await lease?.release();
      expect(shared).toBeGreaterThan(0);
    });
    return table;
  }

  const slot = { worker: 'w', capacity: 2, speculative: false };

  describeLeases('the Redis table', async () => {
    await redis.client().flushall();
    return create();
  });

  test('two orchestrators together never overfill a worker', async () => {
    await redis.client().flushall();
    const [one, two] = [await create(), await create()];
    const wanted = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? one : two).acquire([{ ...slot, capacity: 5 }]),
    );
    const taken = (await Promise.all(wanted)).filter((lease) => lease !== undefined);
    expect(taken).toHaveLength(5);
    expect(one.taken('w') + two.taken('w')).toBe(5);
    await taken[0]?.release();
    expect(await two.acquire([{ ...slot, capacity: 5 }])).toBeDefined();
  });

  test('leases are renewed while they are held, and expire with their holder', async () => {
    await redis.client().flushall();
    const [alive, dead] = [await create(300), await create(300)];
    await alive.acquire([slot]);
    // As left behind by an orchestrator that was killed: nobody renews it.
    await redis.client().zadd('leases:w', Date.now() + 300, 'killed');
    expect(await dead.acquire([slot])).toBeUndefined();
    await vi.waitFor(async () => expect(await dead.acquire([slot])).toBeDefined());
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(await dead.acquire([slot])).toBeUndefined();
  });

  test('closing gives everything back', async () => {
    await redis.client().flushall();
    const [one, two] = [await create(), await create()];
    await one.acquire([slot]);
    await one.acquire([slot]);
    expect(await two.acquire([slot])).toBeUndefined();
    await one.close();
    await one.close();
    expect(await two.acquire([slot])).toBeDefined();
  });

  test('while Redis is gone each orchestrator counts its own; what it holds is shared again when Redis returns', async () => {
    const table = await create(300);
    await redis.kill();
    const first = await table.acquire([slot]);
    expect(first).toBeDefined();
    expect(await table.acquire([slot])).toBeDefined();
    expect(await table.acquire([slot])).toBeUndefined();
    await redis.start();
    await vi.waitFor(async () => expect(await redis.client().zcard('leases:w')).toBe(2));
  });
});
