import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audioOf, type Caller, call, upgradeStatus } from './caller.rig.js';
import { eventually, type Server, serve } from './server.rig.js';

const ready = requires('model:silero-vad-v6', 'model:smart-turn-v3');

describe.skipIf(!ready)('many clients, and slow ones', () => {
  let server: Server;

  beforeAll(async () => {
    server = await serve({ args: ['--tts-model', 'tone-440'], config: { asr: { enabled: false } } });
  });
  afterAll(async () => {
    await server.close();
  });

  const none = async () => (await server.health()).body.active_sessions === 0;

  test('200 sessions that come and go at any moment leave nothing behind', async () => {
    /** The lowest of some moments: garbage that waits for its collection is no leak. */
    async function atRest(): Promise<{ files: number; heap: number; external: number }> {
      await eventually('no session', none);
      const seen: { files: number; heap: number; external: number }[] = [];
      for (let n = 0; n < 8; n++) {
        await sleep(500);
        const metrics = await server.metrics();
        seen.push({
          files: server.openFiles(),
          heap: metrics.get('nodejs_heap_size_used_bytes') ?? Number.NaN,
          external: metrics.get('nodejs_external_memory_bytes') ?? Number.NaN,
        });
      }
      const least = (key: 'files' | 'heap' | 'external') => Math.min(...seen.map((one) => one[key]));
      return { files: least('files'), heap: least('heap'), external: least('external') };
    }
    async function round(count: number): Promise<void> {
      const one = async (n: number): Promise<void> => {
        const caller = await call(server.url, n % 2 === 0 ? 'events=1&audio=binary' : 'sample_rate=16000');
        if (n % 3 !== 0) caller.send({ type: 'text', text: 'A sentence that is not heard to its end.' });
        if (n % 4 === 0) caller.socket.send(Buffer.alloc(3200, n));
        await sleep((n * 37) % 400);
        if (n % 5 === 0) caller.send({ type: 'control', command: 'PAUSE' });
        if (n % 2 === 0) caller.socket.terminate();
        else await caller.close();
      };
      for (let from = 0; from < count; from += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, index) => one(from + index)));
      }
    }
    await round(60);
    const before = await atRest();
    await round(200);
    await sleep(6000);
    const after = await atRest();
    expect(after.files).toBeLessThanOrEqual(before.files + 2);
    expect(after.heap - before.heap).toBeLessThan(10_000_000);
    expect(after.external - before.external).toBeLessThan(10_000_000);
    expect(server.err()).not.toMatch(/"level":"(error|fatal)"|MaxListeners/);
  }, 120_000);

  test('100 connections are open, the 101st gets 503, and one that leaves makes room', async () => {
    const callers: Caller[] = [];
    for (let n = 0; n < 100; n += 10) {
      callers.push(...(await Promise.all(Array.from({ length: 10 }, () => call(server.url)))));
    }
    expect(await upgradeStatus(server.url)).toBe(503);
    await callers.pop()?.close();
    await eventually('room', async () => (await server.health()).body.active_connections < 100);
    callers.push(await call(server.url));
    expect(await upgradeStatus(server.url)).toBe(503);
    // All of them ask for sound at once; whoever gets a place hears all of it, and there is room for many.
    await Promise.all(
      callers.map(async (caller) => {
        caller.send({ type: 'text', text: 'Us all.' });
        await caller.until(
          'the end or an error',
          () => caller.messages('session_end').length + caller.messages('error').length > 0,
        );
      }),
    );
    const outcomes = callers.map(
      (caller) => caller.messages('error')[0]?.code ?? `${caller.frames.length} frames`,
    );
    for (const outcome of outcomes) expect(['21 frames', 'WORKER_UNAVAILABLE']).toContain(outcome);
    expect(outcomes.filter((outcome) => outcome === '21 frames').length).toBeGreaterThanOrEqual(30);
    await Promise.all(callers.map((caller) => caller.close()));
    await eventually('no session', none);
  }, 120_000);

  test('a client that takes almost nothing costs no memory, and nobody else a frame', async () => {
    const text = 'It is read slowly by some. '.repeat(15);
    const slow = await Promise.all(Array.from({ length: 8 }, () => call(server.url, 'events=1')));
    const other = await call(server.url);
    for (const caller of slow) {
      caller.send({ type: 'text', text });
      caller.socket.pause();
    }
    other.send({ type: 'text', text });
    await other.until('sound', () => other.frames.length > 100);
    const resident = async () => (await server.metrics()).get('process_resident_memory_bytes') ?? Number.NaN;
    const before = await resident();
    await other.until('the end', () => other.messages('session_end').length > 0);
    const after = await resident();
    expect(audioOf(other.frames).length).toBe(text.length * 3 * 1920);
    // Unread audio of eight would be 25 MB as JSON.
    expect(after - before).toBeLessThan(15_000_000);
    // They are heard to their end when they read on, without a gap.
    const [first] = slow;
    for (const caller of slow) caller.socket.resume();
    await first?.until('its end', () => first.messages('session_end').length > 0, 60_000);
    const sequences = first?.messages('audio').map(({ sequence }) => sequence) ?? [];
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    expect(sequences.length).toBe(text.length * 3);
    await Promise.all([...slow, other].map((caller) => caller.close()));
  }, 120_000);
});
