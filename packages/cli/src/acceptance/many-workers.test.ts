import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, call } from './caller.rig.js';
import { createFleet, type Fleet } from './fleet.rig.js';
import { eventually } from './server.rig.js';

const TEXT = 'Spoken by one of several workers, and heard to its end. ';
/** The tone engine speaks three frames a character. */
const FRAMES = TEXT.length * 3;
/** Longer than a registration lives. `PARLEY_OUTAGE_SECONDS` makes it a soak. */
const OUTAGE_MS = Number(process.env.PARLEY_OUTAGE_SECONDS ?? 6) * 1000;
/** A registration that ends five seconds after its last heartbeat: the shortest that is allowed. */
const SHORT_TTL = { redis: { registration_ttl_seconds: 5, heartbeat_interval_seconds: 1 } };

describe.skipIf(!requires('redis-server'))('workers on many hosts', () => {
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

  const ends = (caller: Caller): string[] => caller.messages('session_end').map(({ reason }) => reason);
  const heard = (caller: Caller): Promise<void> =>
    caller.until('the end of the reply', () => ends(caller).length > 0);

  test('a worker is used once it registers, dropped when it freezes, and gone at once when it stops', async () => {
    const orchestrator = await fleet.orchestrator();
    expect((await orchestrator.get('/health')).status).toBe(503);
    const caller = await call(orchestrator.url);
    const worker = await fleet.worker({ name: 'frozen', config: SHORT_TTL });
    const registeredMs = performance.now();
    caller.send({ type: 'text', text: 'Hello.' });
    await heard(caller);
    console.log(
      'a new worker was used',
      Math.round(performance.now() - registeredMs),
      'ms after it was ready',
    );
    expect(caller.frames.length).toBe(18);
    expect(caller.messages('error')).toEqual([]);
    await eventually('health', async () => (await orchestrator.get('/health')).status === 200);

    worker.kill('SIGSTOP');
    const frozenMs = performance.now();
    await eventually('it is gone', async () => (await orchestrator.get('/health')).body.worker === false);
    console.log('a frozen worker was gone', Math.round(performance.now() - frozenMs), 'ms after it froze');
    expect(await redis.client().exists('worker:frozen')).toBe(0);
    worker.kill('SIGCONT');
    await eventually('it is back', async () => (await redis.client().exists('worker:frozen')) === 1);

    const talking = await call(orchestrator.url);
    await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
    talking.send({ type: 'text', text: TEXT });
    await talking.until('sound', () => talking.frames.length > 5);
    worker.kill('SIGTERM');
    await eventually('the entry is gone', async () => (await redis.client().exists('worker:frozen')) === 0);
    expect(talking.frames.length).toBeLessThan(FRAMES);
    await worker.ended;
    await Promise.all([caller.close(), talking.close()]);
  });

  test('two workers with a device each take three of six sessions', async () => {
    const orchestrator = await fleet.orchestrator();
    const workers = await Promise.all(
      ['0', '1'].map((device) =>
        fleet.worker({ name: `gpu-${device}`, env: { CUDA_VISIBLE_DEVICES: device } }),
      ),
    );
    await eventually('both are known', async () => (await orchestrator.metric('parley_workers_idle')) === 2);
    const callers = await Promise.all(Array.from({ length: 6 }, () => call(orchestrator.url)));
    for (const caller of callers) caller.send({ type: 'text', text: TEXT });
    await Promise.all(callers.map((caller) => caller.until('sound', () => caller.frames.length > 10)));
    const sessions = await Promise.all(
      workers.map((worker) => worker.metric('parley_worker_active_sessions')),
    );
    expect(sessions).toEqual([3, 3]);
    for (const device of ['0', '1']) {
      const entry = JSON.parse((await redis.client().get(`worker:gpu-${device}`)) ?? '{}');
      expect(entry.hardware).toMatchObject({ cuda_visible_devices: device, execution_provider: 'cpu' });
      expect(entry.addr).toMatch(/^grpc:\/\/127\.0\.0\.1:\d+$/);
    }
    await Promise.all(callers.map(heard));
    expect(callers.map(({ frames }) => frames.length)).toEqual(callers.map(() => FRAMES));
    await Promise.all(callers.map((caller) => caller.close()));
    await eventually('every lease is given back', async () => {
      const left = await Promise.all(
        ['0', '1'].map((device) => redis.client().zcard(`leases:gpu-${device}`)),
      );
      return left.every((count) => count === 0);
    });
  });

  test('a policy of the configuration chooses the worker of those who ask for it, from then on', async () => {
    const orchestrator = await fleet.orchestrator({
      routing: { policies: { studio: { require: ['zero_shot'] } } },
    });
    const [plain, studio] = await Promise.all([
      fleet.worker({ name: 'plain' }),
      fleet.worker({ name: 'studio', config: { worker: { capabilities: { zero_shot: true } } } }),
    ]);
    await eventually('both are known', async () => (await orchestrator.metric('parley_workers_idle')) === 2);
    const serve = (onPlain: number, onStudio: number) =>
      eventually(`${onPlain} and ${onStudio} sessions`, async () => {
        const sessions = (worker: typeof plain) => worker.metric('parley_worker_active_sessions');
        return (await sessions(plain)) === onPlain && (await sessions(studio)) === onStudio;
      });
    const query = (policy: string) => `events=1&audio=binary&routing_policy=${policy}`;
    const text = TEXT.repeat(9);

    const asked = await call(orchestrator.url, query('studio'));
    asked.send({ type: 'text', text });
    await serve(0, 1);
    // No policy of this name: as without one, on the worker that has less to do.
    const other = await call(orchestrator.url, query('no-such-policy'));
    other.send({ type: 'text', text });
    await serve(1, 1);
    // Its session there is still warm: what it asks for now comes first all the same.
    other.send({ type: 'control', command: 'STOP' });
    other.send({ type: 'config', routing_policy: 'studio' });
    other.send({ type: 'text', text });
    await serve(0, 2);
    // Nobody has what this one wants, and it falls back on nothing.
    other.send({ type: 'control', command: 'STOP' });
    other.send({ type: 'config', routing_policy: 'lora' });
    other.send({ type: 'text', text: 'Nobody can.' });
    await other.until('the refusal', () =>
      other
        .messages('error')
        .some(
          ({ code, message }) => code === 'WORKER_UNAVAILABLE' && message.includes('required capabilities'),
        ),
    );
    await Promise.all([asked.close(), other.close()]);
  });

  test('one of two workers is killed in mid-stream: its sessions go on elsewhere, the others miss nothing', async () => {
    const orchestrator = await fleet.orchestrator();
    const config = { worker: { capabilities: { max_concurrent_sessions: 8 } } };
    const workers = await Promise.all(['a', 'b'].map((name) => fleet.worker({ name, config })));
    await eventually('both are known', async () => (await orchestrator.metric('parley_workers_idle')) === 2);
    const callers = await Promise.all(Array.from({ length: 4 }, () => call(orchestrator.url)));
    for (const caller of callers) caller.send({ type: 'text', text: TEXT });
    await Promise.all(callers.map((caller) => caller.until('sound', () => caller.frames.length > 20)));
    expect(await workers[0]?.metric('parley_worker_active_sessions')).toBe(2);
    workers[0]?.kill('SIGKILL');
    await Promise.all(callers.map(heard));
    const lengths = callers.map(({ frames }) => frames.length);
    expect(lengths.filter((length) => length === FRAMES).length).toBeGreaterThanOrEqual(2);
    // Taken up at the first word not yet heard: at most the space before it is lost or doubled.
    for (const length of lengths) expect(Math.abs(length - FRAMES)).toBeLessThanOrEqual(3);
    expect(callers.flatMap((caller) => caller.messages('error'))).toEqual([]);
    const before = callers.map(({ frames }) => frames.length);
    for (const caller of callers) caller.send({ type: 'text', text: 'Next.' });
    await Promise.all(callers.map((caller) => caller.until('the next one', () => ends(caller).length > 1)));
    expect(callers.map(({ frames }, index) => frames.length - (before[index] ?? 0))).toEqual([
      15, 15, 15, 15,
    ]);
    expect((await orchestrator.get('/health')).body.worker).toBe(true);
    await Promise.all(callers.map((caller) => caller.close()));
  });

  test(
    'Redis goes and returns empty during a conversation',
    async () => {
      const orchestrator = await fleet.orchestrator();
      await fleet.worker({ name: 'steady', config: SHORT_TTL });
      const caller = await call(orchestrator.url);
      await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
      caller.send({ type: 'text', text: TEXT });
      await caller.until('sound', () => caller.frames.length > 10);
      await redis.kill();
      await eventually('health tells', async () => (await orchestrator.get('/health')).status === 503);
      expect((await orchestrator.get('/health/live')).status).toBe(200);
      expect((await orchestrator.get('/health/ready')).status).toBe(200);
      await heard(caller);
      expect(caller.frames.length).toBe(FRAMES);
      // Longer than an entry lives: what is known stays known.
      await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
      const newcomer = await call(orchestrator.url);
      newcomer.send({ type: 'text', text: 'Without it.' });
      await heard(newcomer);
      expect(newcomer.frames.length).toBe(33);
      await redis.start();
      await eventually(
        'the worker is back',
        async () => (await redis.client().exists('worker:steady')) === 1,
      );
      await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
      caller.send({ type: 'text', text: 'And again.' });
      await caller.until('the end', () => ends(caller).length > 1);
      expect(caller.frames.length).toBe(FRAMES + 30);
      expect([...caller.messages('error'), ...newcomer.messages('error')]).toEqual([]);
      await Promise.all([caller.close(), newcomer.close()]);
    },
    OUTAGE_MS + 60_000,
  );

  test('both tiers start without Redis, and find each other when it comes', async () => {
    await redis.kill();
    const orchestrator = await fleet.orchestrator();
    const worker = await fleet.worker({ name: 'early' });
    expect((await orchestrator.get('/health')).status).toBe(503);
    const health = await (await fetch(`${worker.operations}/health`)).json();
    expect(health).toMatchObject({ status: 'degraded', redis: 'unreachable', name: 'early', kind: 'tts' });
    await redis.start();
    await eventually('health', async () => (await orchestrator.get('/health')).status === 200);
    const caller = await call(orchestrator.url);
    caller.send({ type: 'text', text: 'Hello.' });
    await heard(caller);
    expect(caller.frames.length).toBe(18);
    await caller.close();
  });

  test('two orchestrators never give a worker more sessions than it takes', async () => {
    const [one, other] = await Promise.all([fleet.orchestrator(), fleet.orchestrator()]);
    const worker = await fleet.worker({ name: 'small' });
    for (const { metric } of [one, other]) {
      await eventually('it is known', async () => (await metric('parley_workers_idle')) === 1);
    }
    const callers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => call(index % 2 === 0 ? one.url : other.url)),
    );
    let most = 0;
    let watching = true;
    const watch = (async () => {
      while (watching) {
        most = Math.max(most, await redis.client().zcard('leases:small'));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    for (const caller of callers) caller.send({ type: 'text', text: 'One after the other.' });
    await Promise.all(
      callers.map((caller) =>
        caller.until('an end or an error', () => ends(caller).length + caller.messages('error').length > 0),
      ),
    );
    watching = false;
    await watch;
    // A Redis that answers too late on a busy machine is done without, and then the worker itself refuses.
    const alone = [one, other].some(({ err }) => err().includes('counted here alone'));
    const refused = [one, other].some(({ err }) => err().includes('sessions of this worker are taken'));
    if (!alone) expect({ most, refused }).toEqual({ most: 3, refused: false });
    expect(await worker.metric('parley_worker_active_sessions')).toBeLessThanOrEqual(3);
    console.log('served', callers.filter((caller) => ends(caller).length > 0).length, 'of 8');
    await Promise.all(callers.map((caller) => caller.close()));
  });

  test('all workers full: who comes next waits, first come first served, and is told when to come back', async () => {
    const orchestrator = await fleet.orchestrator();
    const one = { worker: { capabilities: { max_concurrent_sessions: 1 } } };
    await fleet.worker({ name: 'single', config: one });
    await eventually('it is known', async () => (await orchestrator.metric('parley_workers_idle')) === 1);
    const talking = await call(orchestrator.url);
    talking.send({ type: 'text', text: 'A short one that others wait for.' });
    await talking.until('sound', () => talking.frames.length > 0);
    const [next, last] = [await call(orchestrator.url), await call(orchestrator.url)];
    const long = 'And this one takes far longer than anybody waits. '.repeat(6);
    next.send({ type: 'text', text: long });
    await new Promise((resolve) => setTimeout(resolve, 300));
    last.send({ type: 'text', text: 'Too late.' });
    await last.until('an error', () => last.messages('error').length > 0);
    expect(last.messages('error')[0]).toMatchObject({ code: 'WORKER_UNAVAILABLE' });
    expect(last.messages('error')[0]?.message).toBe('All workers are at capacity');
    expect(last.messages('error')[0]?.retry_after_ms).toBeGreaterThan(0);
    await next.until('sound', () => next.frames.length > 0);
    expect(next.messages('error')).toEqual([]);
    expect(last.frames.length).toBe(0);
    next.send({ type: 'control', command: 'STOP' });
    await next.until('the stop', () => ends(next).length > 0);
    last.send({ type: 'text', text: 'Now.' });
    await last.until('sound', () => last.frames.length > 0);
    await Promise.all([talking, next, last].map((caller) => caller.close()));
  });
});
