import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFleet, type Fleet, type OrchestratorProcess } from './fleet.rig.js';
import { eventually } from './server.rig.js';

const SEEN_MS = 30_000;

describe.skipIf(!requires('redis-server'))('health, while the registry still remembers a worker', () => {
  let redis: TestRedis;
  let fleet: Fleet;
  beforeEach(async () => {
    redis = await startTestRedis();
    fleet = createFleet({ redisUrl: redis.url });
  });
  afterEach(async () => {
    await fleet.close();
    await redis.close();
  });

  async function workerCheck(server: OrchestratorProcess) {
    const { status, body } = await server.get('/health');
    return { status, worker: body.worker, error: body.checks.worker?.error };
  }

  test('says that it does not answer, and that it does again', async () => {
    const config = { redis: { registration_ttl_seconds: 600 } };
    const orchestrator = await fleet.orchestrator({ redis: { worker_ttl_seconds: 600 } });
    const killed = await fleet.worker({ name: 'killed', config });
    const isFine = async () => (await workerCheck(orchestrator)).worker;
    await eventually('it is known', isFine, SEEN_MS);
    killed.kill('SIGKILL');
    await eventually('it is missed', async () => !(await isFine()), SEEN_MS);
    expect(await workerCheck(orchestrator)).toEqual({
      status: 503,
      worker: false,
      error: 'no TTS worker answers',
    });
    const frozen = await fleet.worker({ name: 'frozen', config });
    await eventually('another one answers', isFine, SEEN_MS);
    frozen.kill('SIGSTOP');
    await eventually('that one is missed as well', async () => !(await isFine()), SEEN_MS);
    frozen.kill('SIGCONT');
    await eventually('it is back', isFine, SEEN_MS);
    expect(await redis.client().keys('worker:*')).toHaveLength(2);
  }, 240_000);
});
