import { createSystemClock } from '@parley/runtime';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WorkerEntry } from '../capabilities.js';
import {
  type RedisRegistration,
  type RedisRegistrationOptions,
  registerInRedis,
} from './redis-registration.js';

describe.skipIf(!requires('redis-server'))('registration in Redis', () => {
  let redis: TestRedis;
  const registrations: RedisRegistration[] = [];
  let beats = 0;

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(async () => {
    beats = 0;
    await redis.client().flushall();
  });
  afterEach(async () => {
    await Promise.all(registrations.splice(0).map((registration) => registration.close()));
  });
  afterAll(() => redis.close());

  function entry(addr: string): WorkerEntry {
    beats += 1;
    return {
      name: 'gpu-0',
      kind: 'tts',
      addr,
      capabilities: {
        streaming: true,
        zero_shot: false,
        lora: false,
        cpu_ok: true,
        languages: ['en'],
        emotive_zero_prompt: false,
        max_concurrent_sessions: 3,
      },
      resident_models: ['tone-440'],
      metrics: { rtf: 0.1, queue_depth: 0, active_sessions: beats, models_loaded: 1 },
      audio: { sr: 48_000, frame_ms: 20 },
      hardware: { cuda_visible_devices: '0' },
      last_heartbeat_ts: Date.now() / 1000,
    };
  }

  function register(options: Partial<RedisRegistrationOptions> = {}, addr = 'grpc://box:7001') {
    const registration = registerInRedis({
      url: redis.url,
      entry: () => entry(addr),
      clock: createSystemClock(),
      ...options,
    });
    registrations.push(registration);
    return registration;
  }

  const stored = async (): Promise<WorkerEntry | undefined> => {
    const value = await redis.client().get('worker:gpu-0');
    return value === null ? undefined : (JSON.parse(value) as WorkerEntry);
  };
  const until = (check: () => Promise<unknown>) => expect.poll(check, { interval: 20 });

  test('the entry is written at once with its lifetime, and anew at every heartbeat', async () => {
    const registration = register({ heartbeatMs: 50, ttlMs: 20_000 });
    await until(async () => (await stored())?.metrics.active_sessions ?? 0).toBeGreaterThan(2);
    expect(await stored()).toMatchObject({
      addr: 'grpc://box:7001',
      hardware: { cuda_visible_devices: '0' },
    });
    const ttlMs = await redis.client().pttl('worker:gpu-0');
    expect(ttlMs).toBeGreaterThan(0);
    expect(ttlMs).toBeLessThanOrEqual(20_000);
    expect(registration.registered).toBe(true);
  });

  test('closing takes the entry away, and nothing writes it again', async () => {
    const registration = register({ heartbeatMs: 20 });
    await until(async () => (await stored()) !== undefined).toBe(true);
    await registration.close();
    expect(await stored()).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stored()).toBeUndefined();
  });

  test('a worker that was replaced does not take the entry of its successor with it', async () => {
    const before = register();
    await until(async () => (await stored())?.addr).toBe('grpc://box:7001');
    register({}, 'grpc://box:7002');
    await until(async () => (await stored())?.addr).toBe('grpc://box:7002');
    await before.close();
    expect((await stored())?.addr).toBe('grpc://box:7002');
  });

  test('a Redis that comes back empty has the entry again, long before the next heartbeat', async () => {
    const registration = register({ heartbeatMs: 600_000, ttlMs: 3_600_000 });
    await until(async () => (await stored()) !== undefined).toBe(true);
    await redis.kill();
    await until(async () => registration.registered).toBe(false);
    await redis.start();
    await until(stored).toBeDefined();
    expect(registration.registered).toBe(true);
  });

  test('closing without a Redis ends all the same', async () => {
    await redis.kill();
    const registration = register();
    await registration.close();
    expect(registration.registered).toBe(false);
    await redis.start();
  });
});
