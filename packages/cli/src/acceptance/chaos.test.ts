import { monitorEventLoopDelay } from 'node:perf_hooks';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Heard, type Listener, listen } from './chaos-listener.rig.js';
import { createFleet, type Fleet, type OrchestratorProcess, type WorkerProcess } from './fleet.rig.js';
import { eventually } from './server.rig.js';

/** Rounds of havoc; `PARLEY_CHAOS_ROUNDS` makes it a soak. */
const ROUNDS = Number(process.env.PARLEY_CHAOS_ROUNDS ?? 4);
/** The same havoc each time; another with `PARLEY_CHAOS_SEED`. */
const SEED = Number(process.env.PARLEY_CHAOS_SEED ?? 7);
const TEXT = 'Whatever happens to the machines, this is spoken, or it is said why not.';
const MAX_SESSIONS = 3;
const DEEDS = ['SIGKILL', 'SIGKILL', 'SIGSTOP', 'SIGSTOP', 'redis, empty', 'redis, with its data'] as const;
type Deed = (typeof DEEDS)[number];
/** Longest time between two deeds, and for which a worker is frozen or Redis is away. */
const LULL_MS = 2500;
const LOOK_INTERVAL_MS = 50;
const SERVER_LOOK_INTERVAL_MS = 500;
/** Far beyond every patience of the server: whoever hears nothing for so long has been told, however busy the machine is. */
const TOLD_FOR_SURE_MS = 15_000;
const CONFIG = {
  worker: { capabilities: { max_concurrent_sessions: MAX_SESSIONS } },
  redis: { registration_ttl_seconds: 5, heartbeat_interval_seconds: 1 },
};

/** mulberry32 (public domain): a small generator, so that a failure can be run again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sleep = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

describe.skipIf(!requires('redis-server'))('chaos', () => {
  let redis: TestRedis;
  let fleet: Fleet;
  let orchestrator: OrchestratorProcess;
  const workers: WorkerProcess[] = [];
  let born = 0;
  let outside: ReturnType<TestRedis['client']>;

  beforeAll(async () => {
    redis = await startTestRedis();
    outside = redis.client();
    fleet = createFleet({ redisUrl: redis.url });
    // As many texts as a soak of 200 rounds needs.
    orchestrator = await fleet.orchestrator({ session: { max_messages_per_session: 1000 } });
    await Promise.all([replace(0), replace(1)]);
    await eventually('all are known', async () => (await orchestrator.metric('parley_workers_idle')) === 2);
  });
  afterAll(async () => {
    await fleet.close();
    await redis.close();
  });

  async function replace(index: number): Promise<void> {
    born += 1;
    workers[index] = await fleet.worker({ name: `w${born}`, config: CONFIG });
  }

  /** By the count of the worker itself. One that was killed tells nothing and holds nothing. */
  async function heldBy(index: number): Promise<number> {
    return (await workers[index]?.metric('parley_worker_active_sessions').catch(() => 0)) ?? 0;
  }

  /** By the count of Redis, of each worker; nothing while it is away. */
  async function leases(): Promise<number[]> {
    const keys = await outside.keys('leases:*');
    return Promise.all(keys.map((key) => outside.zcard(key)));
  }

  async function commit(deed: Deed, index: number, durationMs: number): Promise<void> {
    const victim = workers[index];
    if (deed === 'SIGKILL') {
      victim?.kill(deed);
      await replace(index);
    } else if (deed === 'SIGSTOP') {
      victim?.kill(deed);
      await sleep(durationMs);
      victim?.kill('SIGCONT');
    } else {
      await redis.kill({ keepData: deed === 'redis, with its data' });
      await sleep(durationMs);
      await redis.start();
    }
  }

  test('workers are killed and frozen and Redis restarts, and every text ends, in a session that goes on', async () => {
    const random = createRandom(SEED);
    const listeners: Listener[] = await Promise.all([0, 1, 2].map(() => listen(orchestrator.url)));
    const heard: Heard[] = [];
    const deeds: { readonly deed: Deed; readonly atMs: number }[] = [];
    const filesBefore = orchestrator.openFiles();
    /** How long the event loop of the server stood still before each look at it: nobody tells of a silence then. */
    const serverStalls: { readonly atMs: number; readonly lagMs: number }[] = [];
    const stalls = monitorEventLoopDelay({ resolution: 10 });
    stalls.enable();
    const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e6);
    let over = false;
    let most = 0;

    function report(): void {
      const count = (test: (one: Heard) => boolean) => heard.filter(test).length;
      const silences = heard.flatMap((one) => one.silences);
      const untold = silences.filter(({ toldAfterMs }) => (toldAfterMs ?? Number.POSITIVE_INFINITY) > 1000);
      console.log('chaos', {
        seed: SEED,
        deeds: Object.fromEntries(
          DEEDS.map((deed) => [deed, deeds.filter((one) => one.deed === deed).length]),
        ),
        completed: count(({ completed, errors }) => completed && errors.length === 0),
        'completed after it was told that it waits': count((one) => one.completed && one.errors.length > 0),
        'failed, and told why': count((one) => !one.completed && one.errors.length > 0),
        'failed without a word': count((one) => !one.completed && one.errors.length === 0),
        'silent for more than 1 s, and told within 1 s': silences.length - untold.length,
        'silent for more than 1 s, and not told': untold.map(
          ({ durationMs, toldAfterMs, atFrame, sinceMs }) => {
            const last = deeds.findLast(({ atMs }) => atMs < sinceMs + durationMs);
            const after = Math.round(sinceMs - (last?.atMs ?? 0));
            const told = toldAfterMs === undefined ? '' : `, told after ${Math.round(toldAfterMs)}`;
            const untilMs = sinceMs + durationMs + SERVER_LOOK_INTERVAL_MS;
            const lagMs = Math.max(
              0,
              ...serverStalls.flatMap((one) => (one.atMs > sinceMs && one.atMs < untilMs ? [one.lagMs] : [])),
            );
            return `${Math.round(durationMs)} ms${told}, at frame ${atFrame}, ${after} ms after ${last?.deed}; the server stood still for ${Math.round(lagMs)} ms`;
          },
        ),
        'longest silence, ms': Math.round(Math.max(0, ...silences.map(({ durationMs }) => durationMs))),
        'most sessions or leases of a worker': most,
        // What a silence has to be judged by: where this process waited for its turn, so did the others.
        'stalls of the machine, ms': { p99: ms(stalls.percentile(99)), max: ms(stalls.max) },
      });
    }

    async function talk(listener: Listener): Promise<void> {
      while (!over) heard.push(await listener.hear(TEXT));
    }
    async function look(held: () => Promise<readonly number[]>): Promise<void> {
      while (!over) {
        most = Math.max(most, ...(await held()));
        await sleep(LOOK_INTERVAL_MS);
      }
    }
    async function lookAtServer(): Promise<void> {
      while (!over) {
        const lagSeconds = await orchestrator.metric('nodejs_eventloop_lag_max_seconds');
        serverStalls.push({ atMs: performance.now(), lagMs: lagSeconds * 1000 });
        await sleep(SERVER_LOOK_INTERVAL_MS);
      }
    }
    async function havoc(): Promise<void> {
      try {
        for (let round = 0; round < ROUNDS; round++) {
          // A soak that fails late has told what it saw.
          if (round > 0 && round % 20 === 0) report();
          await sleep(300 + random() * LULL_MS);
          const deed = DEEDS[Math.floor(random() * DEEDS.length)] ?? 'SIGKILL';
          deeds.push({ deed, atMs: performance.now() });
          await commit(deed, Math.floor(random() * workers.length), random() * LULL_MS);
        }
      } finally {
        over = true;
      }
    }
    await Promise.all([
      havoc(),
      ...listeners.map(talk),
      look(async () => [await heldBy(0)]),
      look(async () => [await heldBy(1)]),
      look(() => leases().catch(() => [])),
      lookAtServer(),
    ]);
    report();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(MAX_SESSIONS);
    for (const { completed, frames, errors, silences } of heard) {
      // To within the spaces at which other workers took over: of two that were killed in one reply, two.
      if (completed) expect(Math.abs(frames - TEXT.length * 3)).toBeLessThanOrEqual(2 * 3);
      else expect(errors).not.toEqual([]);
      for (const code of errors)
        expect(['WORKER_UNAVAILABLE', 'SYNTHESIS_DELAYED', 'SYNTHESIS_FAILED']).toContain(code);
      for (const { durationMs, toldAfterMs } of silences) {
        if (durationMs > TOLD_FOR_SURE_MS) expect(toldAfterMs).toBeDefined();
      }
    }
    // With a second worker at hand, most replies survive what happens to the first.
    const completed = heard.filter((one) => one.completed);
    expect(completed.length).toBeGreaterThan(heard.length / 2);

    await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
    for (const listener of listeners) {
      expect(await listener.hear('Still here.')).toMatchObject({ completed: true, frames: 33 });
      expect(listener.caller.closeCode()).toBeUndefined();
    }
    await Promise.all(listeners.map(({ caller }) => caller.close()));
    await eventually('nothing is left behind', async () => {
      const held = await Promise.all([
        ...(await leases()),
        orchestrator.metric('parley_sessions_active'),
        orchestrator.metric('parley_synthesis_active'),
        orchestrator.metric('parley_synthesis_queue_depth'),
        ...workers.map(({ metric }) => metric('parley_worker_active_sessions')),
        ...workers.map(({ metric }) => metric('parley_worker_model_references')),
        ...workers.map(({ metric }) => metric('parley_worker_queue_depth')),
      ]);
      return held.every((count) => count === 0);
    });
    // Of each worker there was, not one connection is left.
    expect(orchestrator.openFiles() - filesBefore).toBeLessThan(10);
  }, 3_600_000);
});
