import { createLogger, createSystemClock } from '@parley/runtime';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemorySessionStore } from './memory-session-store.js';
import { createRedisSessionStore } from './redis-session-store.js';
import { describeSessionStore, STORED } from './testing/session-store-contract.js';

const logger = createLogger({ name: 'test', level: 'silent' });

describeSessionStore('memory', (ttlMs) =>
  Promise.resolve(createMemorySessionStore({ clock: createSystemClock(), ttlMs })),
);

test('memory is bounded: the session that was saved longest ago gives way', async () => {
  const store = createMemorySessionStore({ clock: createSystemClock(), maxSessions: 2 });
  for (const token of ['a', 'b', 'c']) await store.save(token, 0, STORED);
  expect(await store.claim('c')).toBeDefined();
  expect(await store.claim('a')).toBeUndefined();
  await store.close();
});

describe.skipIf(!requires('redis-server'))('with a Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.close());

  async function create(ttlMs: number) {
    await redis.client().flushall();
    const store = createRedisSessionStore({ url: redis.url, logger, ttlMs });
    // It connects in the background.
    await expect
      .poll(() =>
        store.claim('x').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    return store;
  }

  describeSessionStore('Redis', create);

  test('the token itself is nowhere in Redis', async () => {
    const store = await create(60_000);
    await store.save('secret-token', 0, STORED);
    const keys = await redis.client().keys('*');
    expect(keys).toHaveLength(1);
    expect(keys.join()).not.toContain('secret-token');
    await store.close();
  });

  test('a Redis that is away is an error, and what it lost is saved again', async () => {
    const store = await create(60_000);
    await redis.kill();
    await expect(store.save('a', 0, STORED)).rejects.toMatchObject({ code: 'CONNECTION_ERROR' });
    await redis.start();
    await expect.poll(() => store.save('a', 3, STORED).catch(() => false)).toBe(true);
    expect((await store.claim('a'))?.epoch).toBe(4);
    await store.close();
  });
});
