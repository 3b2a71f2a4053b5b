import {
  createMemoryLeases,
  createRedisLeases,
  createRouter,
  createWorkerTelemetry,
  findSlot,
  type LeaseTable,
  type Router,
  type WorkerEntry,
} from '@parley/orchestrator';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { requires, startTestRedis } from '@parley/testkit';
import { type Bench, type Figure, figure, NO_TARGET } from '../bench.js';
import { type Span, watchCollections } from '../load/collections.js';
import { steadyWork } from '../load/steady-work.js';

const WORKERS = 1000;
const CAPACITY = 3;
const AT_ONCE = 100;
/** Rounds in which the code is compiled: shown by themselves. */
const COLD_ROUNDS = 10;
/** The target: a burst that takes longer is counted. */
const LONG_MS = 5;
const DECISIONS = 1000;
const FEW_WORKERS = 8;

/** Route and lease, a hundred at once over a thousand workers, in memory and with two orchestrators on one Redis. */
export const routing: Bench = {
  name: 'routing',
  async run({ quick, progress }) {
    // A round has one burst: of 60 the worst one would be the p99.
    const rounds = quick ? 20 : 300;
    const figures = [
      ...(await measure('acquire-memory', [createMemoryLeases()], rounds)),
      ...(await spread()),
    ];
    if (!requires('redis-server')) {
      progress('no redis-server: leases are measured in memory alone');
      return figures;
    }
    const redis = await startTestRedis();
    try {
      const clock = createSystemClock();
      const logger = createLogger({ name: 'bench', level: 'silent' });
      const tables = [1, 2].map(() => createRedisLeases({ url: redis.url, clock, logger }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      figures.unshift(...(await measure('acquire', tables, rounds)));
    } finally {
      await redis.close();
    }
    return figures;
  },
};

async function measure(metric: string, tables: readonly LeaseTable[], rounds: number): Promise<Figure[]> {
  let registered = fleet(WORKERS);
  const routers = tables.map(createRouterOf);
  const held = new Map<string, number>();
  const samples: number[] = [];
  const alone: number[] = [];
  const bursts: Span[] = [];
  const collections = watchCollections();
  let over = 0;
  const release: (() => Promise<void>)[] = [];

  async function acquire(index: number): Promise<void> {
    const startMs = performance.now();
    const side = index % tables.length;
    const route = routers[side]?.route(
      { sessionId: `session-${index}` },
      { registered, isHealthy: () => true },
    );
    const leases = tables[side];
    if (route?.ok !== true || leases === undefined) throw new Error('no route');
    const found = await findSlot({ ...route, failed: new Set(), leases, speculative: false, evictIdle });
    if (found === undefined) throw new Error('no slot');
    samples.push(performance.now() - startMs);
    const { name } = found.worker;
    const now = (held.get(name) ?? 0) + 1;
    held.set(name, now);
    if (now > CAPACITY) over += 1;
    release.push(async () => {
      held.set(name, (held.get(name) ?? 1) - 1);
      await found.lease.release();
    });
  }

  for (let round = 0; round < COLD_ROUNDS + rounds; round += 1) {
    // What was worked out for the fleet is worked out anew, as after each look into the registry.
    registered = [...registered];
    const startMs = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => acquire(round * AT_ONCE + index)));
    bursts.push([startMs, performance.now()]);
    alone.push(steadyWork());
    // Two thirds of all slots stay taken, so that leases are contended for.
    while (release.length > (2 / 3) * WORKERS * CAPACITY) await release.shift()?.();
  }
  await Promise.all(release.map((give) => give()));
  for (const leases of tables) await leases.close();
  const cold = samples.splice(0, COLD_ROUNDS * AT_ONCE);
  const long = bursts.slice(COLD_ROUNDS).filter(([from, to]) => to - from > LONG_MS);
  const collected = await collections.countIn(long);
  collections.close();
  const note = `${WORKERS} workers of ${CAPACITY} slots, ${AT_ONCE} at once, ${tables.length} orchestrator(s) in one process; over the cap: ${over}`;
  return [
    figure(
      metric,
      'ms',
      samples,
      { text: 'p99 < 5 ms, no worker over its cap', met: ({ p99 }) => p99 < LONG_MS && over === 0 },
      `${note}; bursts over ${LONG_MS} ms: ${long.length} of ${rounds}, ${collected} of them with a garbage collection`,
    ),
    figure(
      `${metric}-null`,
      'ms',
      alone.slice(COLD_ROUNDS),
      NO_TARGET,
      'the same million additions after each burst: what differs the machine took',
    ),
    figure(`${metric}-cold`, 'ms', cold, NO_TARGET, `the first ${COLD_ROUNDS} bursts of a process; ${note}`),
  ];
}

/** A thousand replies on a few workers, none of which ends: how long a choice takes, and how even the load is. */
async function spread(): Promise<Figure[]> {
  const leases = createMemoryLeases();
  const router = createRouterOf(leases);
  const registered = fleet(FEW_WORKERS);
  const samples: number[] = [];
  for (let index = 0; index < DECISIONS; index += 1) {
    const startMs = performance.now();
    const route = router.route({ sessionId: `session-${index}` }, { registered, isHealthy: () => true });
    if (!route.ok) throw new Error(route.message);
    const [first] = route.workers;
    samples.push(performance.now() - startMs);
    if (first === undefined) throw new Error('no worker');
    await leases.acquire([{ worker: first.name, capacity: DECISIONS, speculative: false }]);
  }
  const even = DECISIONS / FEW_WORKERS;
  const off = registered.map(({ name }) => (100 * Math.abs(leases.taken(name) - even)) / even);
  await leases.close();
  return [
    figure('decision', 'ms', samples, { text: 'p95 < 1 ms', met: ({ p95 }) => p95 < 1 }),
    figure(
      'spread',
      '%',
      off,
      { text: 'max < 10 %', met: ({ max }) => max < 10 },
      `distance of each of ${FEW_WORKERS} workers from its equal share of ${DECISIONS} replies`,
    ),
  ];
}

function createRouterOf(leases: LeaseTable): Router {
  return createRouter({
    clock: createSystemClock(),
    random: Math.random,
    telemetry: createWorkerTelemetry(createMetrics()),
    taken: leases.taken,
  });
}

function fleet(size: number): WorkerEntry[] {
  return Array.from({ length: size }, (_, index) => workerEntry(`worker-${index}`));
}

const evictIdle = (): Promise<boolean> => Promise.resolve(false);

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
