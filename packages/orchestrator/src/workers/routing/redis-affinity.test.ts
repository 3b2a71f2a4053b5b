import { createLogger, createMetrics } from '@parley/runtime';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createWorkerTelemetry } from '../telemetry.js';
import { workerEntry } from '../testing/worker-entries.js';
import { type AffinityStore, createRedisAffinity } from './redis-affinity.js';
import { createRouter } from './router.js';

const logger = createLogger({ name: 'test', level: 'silent' });
const registered = [workerEntry('a'), workerEntry('b')];

function orchestrator(affinityStore: AffinityStore) {
  return createRouter({
    clock: { nowMs: () => 0, setTimer: () => ({ cancel: () => undefined }) },
    telemetry: createWorkerTelemetry(createMetrics()),
    random: () => 0,
    taken: () => 0,
    affinityStore,
  });
}

function firstFor(router: ReturnType<typeof orchestrator>, sessionId: string): string | undefined {
  const route = router.route({ sessionId }, { registered, isHealthy: () => true });
  return route.ok ? [...route.workers][0]?.name : undefined;
}

describe.skipIf(!requires('redis-server'))('with a Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.close());

  test('a session that moves to another orchestrator keeps its worker', async () => {
    const stores = [1, 2].map(() => createRedisAffinity({ url: redis.url, logger }));
    const [one, two] = stores.map(orchestrator);
    const client = redis.client();
    await vi.waitFor(async () => {
      one?.remember('s', 'b');
      expect(await client.get('routing:affinity:s')).toBe('b');
    });
    expect(await client.ttl('routing:affinity:s')).toBeGreaterThan(3590);
    if (two === undefined) throw new Error('no second orchestrator');
    await two.recall('s');
    await two.recall('another');
    expect([firstFor(two, 's'), firstFor(two, 'another')]).toEqual(['b', 'a']);
    for (const store of stores) store.close();
  });

  test('without Redis nobody is kept waiting, and the nearest worker does', async () => {
    const store = createRedisAffinity({ url: 'redis://127.0.0.1:1', logger });
    const router = orchestrator(store);
    router.remember('mine', 'b');
    await Promise.all([router.recall('s'), router.recall('mine')]);
    expect([firstFor(router, 's'), firstFor(router, 'mine')]).toEqual(['a', 'b']);
    store.close();
  });
});
