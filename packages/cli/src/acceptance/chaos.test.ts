import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, call } from './caller.rig.js';
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

describe.skipIf(!requires('redis-server'))('chaos', () => {
  let redis: TestRedis;
  let fleet: Fleet;
  let orchestrator: OrchestratorProcess;
  const workers: WorkerProcess[] = [];
  let born = 0;

  beforeAll(async () => {
    redis = await startTestRedis();
    fleet = createFleet({ redisUrl: redis.url });
    orchestrator = await fleet.orchestrator();
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

  /** Workers that hold more than they may; one that was just killed tells nothing and holds nothing. */
  async function overCap(): Promise<string[]> {
    const rows = await Promise.all(
      workers.map(async ({ name, metric }) => {
        const held = await metric('parley_worker_active_sessions').catch(() => 0);
        return held > MAX_SESSIONS ? [`${name}: ${held}`] : [];
      }),
    );
    return rows.flat();
  }

  async function leases(): Promise<number> {
    const keys = await redis.client().keys('leases:*');
    const counts = await Promise.all(keys.map((key) => redis.client().zcard(key)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async function havoc(deed: Deed, victim: WorkerProcess | undefined): Promise<void> {
    if (deed === 'SIGKILL' || deed === 'SIGSTOP') {
      victim?.kill(deed);
    } else {
      await redis.kill({ keepData: deed === 'redis, with its data' });
      await redis.start();
    }
  }

  test('workers are killed and frozen and Redis restarts, and every text ends, in a session that goes on', async () => {
    const random = createRandom(SEED);
    const pick = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)] as T;
    const callers: Caller[] = await Promise.all([0, 1, 2].map(() => call(orchestrator.url)));
    const watches = callers.map(watchReplies);
    const outcome = { completed: 0, 'completed after an error': 0, failed: 0, neither: 0 };
    const gapsMs: number[] = [];
    const deeds: Record<string, number> = {};
    const filesBefore = orchestrator.openFiles();

    const share = (part: number) => Math.round(gapsMs[Math.floor((gapsMs.length - 1) * part)] ?? 0);
    function report(): void {
      gapsMs.sort((a, b) => a - b);
      console.log('chaos', {
        seed: SEED,
        deeds,
        ...outcome,
        'longest silence of a reply, or until its error, ms': {
          p50: share(0.5),
          p95: share(0.95),
          max: share(1),
        },
        'over 1 s': gapsMs.filter((gapMs) => gapMs > 1000).length,
      });
    }

    for (let round = 0; round < ROUNDS; round++) {
      // A soak that fails late has told what it saw.
      if (round > 0 && round % 20 === 0) report();
      for (const watch of watches) watch.begin();
      for (const caller of callers) caller.send({ type: 'text', text: TEXT });
      await Promise.all(
        callers.map((caller, at) => caller.until('sound, or why not', () => watches[at]?.heard() ?? true)),
      );
      const index = Math.floor(random() * workers.length);
      const victim = workers[index];
      const deed = pick(DEEDS);
      deeds[deed] = (deeds[deed] ?? 0) + 1;
      await havoc(deed, victim);
      await Promise.all(
        callers.map((caller, at) =>
          caller.until(`the end of round ${round} (${deed})`, () => watches[at]?.ended() ?? true),
        ),
      );
      for (const watch of watches) {
        const { completed, frames, errors, longestGapMs } = watch.result();
        gapsMs.push(longestGapMs);
        if (completed && errors > 0) outcome['completed after an error'] += 1;
        else if (completed) outcome.completed += 1;
        else if (errors > 0) outcome.failed += 1;
        else outcome.neither += 1;
        // To within the space at which another worker took over.
        if (completed)
          expect(Math.abs(frames - TEXT.length * 3), `${deed} in round ${round}`).toBeLessThanOrEqual(3);
      }
      if (deed === 'SIGSTOP') victim?.kill('SIGCONT');
      expect(await overCap(), `${deed} in round ${round}`).toEqual([]);
      if (deed === 'SIGKILL') await replace(index);
    }
    report();
    expect(outcome.neither).toBe(0);
    // With a second worker at hand, most replies survive what happens to the first.
    expect(outcome.completed).toBeGreaterThan(outcome.failed);
    const errors = callers.flatMap((caller) => caller.messages('error').map(({ code }) => code));
    for (const code of errors) expect(['WORKER_UNAVAILABLE', 'SYNTHESIS_FAILED']).toContain(code);

    await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
    for (const [at, caller] of callers.entries()) {
      watches[at]?.begin();
      caller.send({ type: 'text', text: 'Still here.' });
      await caller.until('the last one', () => watches[at]?.ended() ?? true);
      expect(caller.closeCode()).toBeUndefined();
    }
    await Promise.all(callers.map((caller) => caller.close()));
    await eventually('nothing is left behind', async () => {
      const held = await Promise.all([
        leases(),
        orchestrator.metric('parley_sessions_active'),
        orchestrator.metric('parley_synthesis_active'),
        ...workers.map(({ metric }) => metric('parley_worker_active_sessions')),
        ...workers.map(({ metric }) => metric('parley_worker_queue_depth')),
      ]);
      return held.every((count) => count === 0);
    });
    // Of each worker there was, not one connection is left.
    expect(orchestrator.openFiles() - filesBefore).toBeLessThan(10);
  }, 3_600_000);
});

/** What becomes of one text after another at a client. */
function watchReplies(caller: Caller) {
  const ends = () => caller.messages('session_end');
  let before = { ends: 0, frames: 0, errors: 0 };
  let lastMs = 0;
  let longestGapMs = 0;
  let silent = true;
  caller.socket.on('message', () => {
    const nowMs = performance.now();
    // Until the first sound it is not yet silence; after an error it is explained.
    if (!silent) longestGapMs = Math.max(longestGapMs, nowMs - lastMs);
    silent = caller.frames.length === before.frames || caller.messages('error').length > before.errors;
    lastMs = nowMs;
  });
  return {
    begin() {
      before = {
        ends: ends().length,
        frames: caller.frames.length,
        errors: caller.messages('error').length,
      };
      longestGapMs = 0;
      silent = true;
    },
    heard: () => caller.frames.length > before.frames || ends().length > before.ends,
    ended: () => ends().length > before.ends,
    result: () => ({
      completed: ends().at(-1)?.reason === 'completed',
      frames: caller.frames.length - before.frames,
      errors: caller.messages('error').length - before.errors,
      longestGapMs,
    }),
  };
}
