import {
  createMemoryLeases,
  createRedisLeases,
  createRouter,
  createWorkerTelemetry,
  type LeaseTable,
  type WorkerEntry,
} from '@parley/orchestrator';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { requires } from '@parley/testkit';
import { type Bench, type Figure, figure } from '../bench.js';
import { startRedis } from '../redis-process.js';

const WORKERS = 1000;
const CAPACITY = 3;
const AT_ONCE = 100;

/** Route and lease, a hundred at once over a thousand workers, in memory and with two orchestrators on one Redis. */
export const routing: Bench = {
  name: 'routing',
  async run({ quick, progress }) {
    const rounds = quick ? 5 : 60;
    const figures = [await measure('acquire-memory', [createMemoryLeases()], rounds)];
    if (!requires('redis-server')) {
      progress('no redis-server: leases are measured in memory alone');
      return [...figures, { ...(figures[0] as Figure), metric: 'acquire' }];
    }
    const redis = await startRedis();
    try {
      const clock = createSystemClock();
      const logger = createLogger({ name: 'bench', level: 'silent' });
      const tables = [1, 2].map(() => createRedisLeases({ url: redis.url, clock, logger }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      figures.unshift(await measure('acquire', tables, rounds));
    } finally {
      await redis.close();
    }
    return figures;
  },
};

async function measure(metric: string, tables: readonly LeaseTable[], rounds: number): Promise<Figure> {
  const clock = createSystemClock();
  const telemetry = createWorkerTelemetry(createMetrics());
  const workers = Array.from({ length: WORKERS }, (_, index) => workerEntry(`worker-${index}`));
  const routers = tables.map((leases) =>
    createRouter({ clock, random: Math.random, telemetry, taken: leases.taken }),
  );
  const held = new Map<string, number>();
  const samples: number[] = [];
  let over = 0;
  const release: (() => Promise<void>)[] = [];

  async function acquire(index: number): Promise<void> {
    const startMs = performance.now();
    const side = index % tables.length;
    const route = routers[side]?.route(
      { sessionId: `session-${index}` },
      { registered: workers, isHealthy: () => true },
    );
    if (route?.ok !== true) throw new Error('no route');
    for (const worker of route.workers) {
      const lease = await tables[side]?.acquire({
        worker: worker.name,
        capacity: CAPACITY,
        speculative: false,
      });
      if (lease === undefined) continue;
      samples.push(performance.now() - startMs);
      const now = (held.get(worker.name) ?? 0) + 1;
      held.set(worker.name, now);
      if (now > CAPACITY) over += 1;
      release.push(async () => {
        held.set(worker.name, (held.get(worker.name) ?? 1) - 1);
        await lease.release();
      });
      return;
    }
  }

  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => acquire(round * AT_ONCE + index)));
    // Two thirds of all slots stay taken, so that leases are contended for.
    while (release.length > (2 / 3) * WORKERS * CAPACITY) await release.shift()?.();
  }
  await Promise.all(release.map((give) => give()));
  for (const leases of tables) await leases.close();
  return figure(
    metric,
    'ms',
    samples,
    { text: 'p99 < 5 ms, no worker over its cap', met: ({ p99 }) => p99 < 5 && over === 0 },
    `${WORKERS} workers of ${CAPACITY} slots, ${AT_ONCE} at once, ${tables.length} orchestrator(s) in one process; over the cap: ${over}`,
  );
}

function workerEntry(name: string): WorkerEntry {
  return {
    name,
    kind: 'tts',
    addr: 'grpc://127.0.0.1:9',
    capabilities: {
      streaming: true,
      zero_shot: false,
      lora: false,
      cpu_ok: true,
      languages: ['en'],
      emotive_zero_prompt: false,
      max_concurrent_sessions: CAPACITY,
    },
    resident_models: ['voice'],
    metrics: {},
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: {},
    last_heartbeat_ts: Date.now() / 1000,
  };
}
