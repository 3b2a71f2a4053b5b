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
const CONFIG = {
  worker: { capabilities: { max_concurrent_sessions: 8 } },
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

  test('workers are killed and frozen and Redis restarts, and every text ends, in a session that goes on', async () => {
    const random = createRandom(SEED);
    const callers: Caller[] = await Promise.all([0, 1, 2].map(() => call(orchestrator.url)));
    const ends = (caller: Caller): number => caller.messages('session_end').length;
    const outcome = { whole: 0, failed: 0 };

    for (let round = 0; round < ROUNDS; round++) {
      const before = callers.map((caller) => ({
        ends: ends(caller),
        frames: caller.frames.length,
        errors: caller.messages('error').length,
      }));
      for (const caller of callers) caller.send({ type: 'text', text: TEXT });
      await Promise.all(
        callers.map((caller, index) =>
          caller.until(
            'sound, or why not',
            () =>
              caller.frames.length > (before[index]?.frames ?? 0) ||
              ends(caller) > (before[index]?.ends ?? 0),
          ),
        ),
      );
      const index = Math.floor(random() * workers.length);
      const victim = workers[index];
      const deed = ['SIGKILL', 'SIGSTOP', 'redis'][(round + Math.floor(random() * 2)) % 3];
      if (deed === 'redis') {
        await redis.kill();
        await redis.start();
      } else {
        victim?.kill(deed as NodeJS.Signals);
      }
      await Promise.all(
        callers.map((caller, at) =>
          caller.until(`the end of round ${round} (${deed})`, () => ends(caller) > (before[at]?.ends ?? 0)),
        ),
      );
      for (const [at, caller] of callers.entries()) {
        const frames = caller.frames.length - (before[at]?.frames ?? 0);
        const errors = caller.messages('error').length - (before[at]?.errors ?? 0);
        // Whole to within the space at which another worker took over, or an error that says why not.
        if (errors === 0)
          expect(Math.abs(frames - TEXT.length * 3), `${deed} in round ${round}`).toBeLessThanOrEqual(3);
        if (errors === 0) outcome.whole += 1;
        else outcome.failed += 1;
      }
      if (deed === 'SIGSTOP') victim?.kill('SIGCONT');
      if (deed === 'SIGKILL') await replace(index);
    }
    console.log('chaos', { rounds: ROUNDS, seed: SEED, ...outcome });
    // With a second worker at hand, most replies survive what happens to the first.
    expect(outcome.whole).toBeGreaterThan(outcome.failed);
    const errors = callers.flatMap((caller) => caller.messages('error').map(({ code }) => code));
    for (const code of errors) expect(['WORKER_UNAVAILABLE', 'SYNTHESIS_FAILED']).toContain(code);

    await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
    for (const caller of callers) {
      const done = ends(caller);
      caller.send({ type: 'text', text: 'Still here.' });
      await caller.until('the last one', () => ends(caller) > done);
      expect(caller.closeCode()).toBeUndefined();
    }
    await Promise.all(callers.map((caller) => caller.close()));
    await eventually('no session and no lease is left', async () => {
      const leases = await Promise.all(workers.map(({ name }) => redis.client().zcard(`leases:${name}`)));
      return (
        (await orchestrator.metric('parley_sessions_active')) === 0 && leases.every((count) => count === 0)
      );
    });
  }, 600_000);
});
