import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRedisRegistry } from './redis-registry.js';
import type { WorkerRegistry } from './registry.js';
import { createWorkerTelemetry } from './telemetry.js';
import { CONTRACT_TTL_MS, describeRegistry } from './testing/registry-contract.js';
import { workerEntry } from './testing/worker-entries.js';

describe.skipIf(!requires('redis-server'))('with a Redis', () => {
  let redis: TestRedis;
  const metrics = createMetrics();
  const registries: WorkerRegistry[] = [];

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterEach(async () => {
    await Promise.all(registries.splice(0).map((registry) => registry.close()));
  });
  afterAll(() => redis.close());

  function create(url = redis.url, ttlMs = 30_000): WorkerRegistry {
    const registry = createRedisRegistry({
      url,
      clock: createSystemClock(),
      logger: createLogger({ name: 'test', level: 'silent' }),
      telemetry: createWorkerTelemetry(metrics),
      ttlMs,
      pollMs: 100,
    });
    registries.push(registry);
    return registry;
  }

  async function wait(check: () => void): Promise<void> {
    await vi.waitFor(check, { interval: 20 });
  }

  describeRegistry('the Redis registry', async () => {
    await redis.client().flushall();
    return create(redis.url, CONTRACT_TTL_MS);
  });

  test('a worker of another process is seen; entries that are not valid are skipped and counted', async () => {
    const client = redis.client();
    await client.flushall();
    const registry = create();
    await client.set('worker:good', JSON.stringify(workerEntry('good')), 'PX', 30_000);
    await client.set('worker:text', 'not json');
    await client.set('worker:half', JSON.stringify({ name: 'half', kind: 'tts' }));
    await client.set('worker:other-name', JSON.stringify(workerEntry('liar')));
    await client.hset('worker:hash', 'a', '1');
    await client.set('cache:worker:x', JSON.stringify(workerEntry('x')));
    await wait(() => expect(registry.list('tts').map((entry) => entry.name)).toEqual(['good']));
    expect(registry.healthy()).toBe(true);
    // The entries were written one by one: the good one may be seen before the others are there.
    await expect.poll(() => metrics.render()).toMatch(/event="registry_entry_invalid"\} ([4-9]|\d\d)/);
  });

  test('only what was written since is read again; the others keep their very entries', async () => {
    const client = redis.client();
    await client.flushall();
    const registry = create();
    const write = (name: string, depth: number) =>
      client.set(
        `worker:${name}`,
        JSON.stringify(workerEntry(name, { metrics: { queue_depth: depth } })),
        'PX',
        30_000,
      );
    const calls = async (command: string): Promise<number> => {
      const stats = await client.info('commandstats');
      return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
    };
    const depths = () =>
      Object.fromEntries(registry.list('tts').map(({ name, metrics }) => [name, metrics.queue_depth]));
    for (const name of ['a', 'b', 'c']) await write(name, 0);
    await wait(() => expect(depths()).toEqual({ a: 0, b: 0, c: 0 }));
    const before = registry.list('tts').find(({ name }) => name === 'b');
    await client.config('RESETSTAT');
    await vi.waitFor(async () => expect(await calls('scan')).toBeGreaterThan(3));
    expect(await calls('get')).toBe(0);
    await write('a', 7);
    await wait(() => expect(depths()).toEqual({ a: 7, b: 0, c: 0 }));
    expect(await calls('get')).toBe(1);
    expect(registry.list('tts').find(({ name }) => name === 'b')).toBe(before);
  });

  test('an entry that never expires is seen to change, and tells nobody while it does not', async () => {
    const client = redis.client();
    await client.flushall();
    const registry = create();
    const write = (addr: string) => client.set('worker:a', JSON.stringify(workerEntry('a', { addr })));
    await write('grpc://one:1');
    await wait(() => expect(registry.list('tts')[0]?.addr).toBe('grpc://one:1'));
    let told = 0;
    registry.watch(() => {
      told += 1;
    });
    await client.config('RESETSTAT');
    await vi.waitFor(async () =>
      expect(await client.info('commandstats')).toMatch(/cmdstat_get:calls=[3-9]/),
    );
    expect(told).toBe(0);
    await write('grpc://two:2');
    await wait(() => expect(registry.list('tts')[0]?.addr).toBe('grpc://two:2'));
    expect(told).toBe(1);
  });

  test('an entry in the least form of the contract is enough', async () => {
    const client = redis.client();
    await client.flushall();
    const registry = create();
    const least = {
      name: 'least',
      kind: 'tts',
      addr: 'grpc://host:1',
      capabilities: {},
      last_heartbeat_ts: 1,
    };
    await client.set('worker:least', JSON.stringify(least));
    await wait(() => expect(registry.list('tts')[0]?.capabilities.max_concurrent_sessions).toBe(3));
  });

  test('while Redis is gone the last known workers stay; when it returns empty they may write themselves again', async () => {
    await redis.client().flushall();
    const registry = create();
    await wait(() => expect(registry.healthy()).toBe(true));
    await registry.register(workerEntry('a'));
    await wait(() => expect(registry.list('tts')).toHaveLength(1));
    await redis.kill();
    await wait(() => expect(registry.healthy()).toBe(false));
    expect(registry.list('tts')).toHaveLength(1);
    await expect(registry.register(workerEntry('b'))).rejects.toMatchObject({ code: 'CONNECTION_ERROR' });
    await redis.start();
    await wait(() => expect(registry.healthy()).toBe(true));
    expect(registry.list('tts').map((entry) => entry.name)).toEqual(['a']);
    await registry.register(workerEntry('b'));
    await wait(() =>
      expect(
        registry
          .list('tts')
          .map((entry) => entry.name)
          .sort(),
      ).toEqual(['a', 'b']),
    );
  });

  test('workers that do not return after an outage are dropped one TTL later', async () => {
    await redis.client().flushall();
    const registry = create(redis.url, 500);
    await wait(() => expect(registry.healthy()).toBe(true));
    await registry.register(workerEntry('a'));
    await wait(() => expect(registry.list('tts')).toHaveLength(1));
    await redis.kill();
    await wait(() => expect(registry.healthy()).toBe(false));
    await redis.start();
    await wait(() => expect(registry.list('tts')).toHaveLength(0));
  });

  test('a worker that was seen expires with its entry, however short ago the registry began', async () => {
    const client = redis.client();
    await client.flushall();
    const registry = create();
    await client.set('worker:brief', JSON.stringify(workerEntry('brief')), 'PX', 400);
    await wait(() => expect(registry.list('tts')).toHaveLength(1));
    await wait(() => expect(registry.list('tts')).toHaveLength(0));
  });

  test('it starts without Redis and begins when Redis appears', async () => {
    await redis.kill();
    const registry = create();
    expect(registry.healthy()).toBe(false);
    expect(registry.list('tts')).toEqual([]);
    await redis.start();
    await wait(() => expect(registry.healthy()).toBe(true));
  });
});
