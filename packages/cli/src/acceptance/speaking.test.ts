import { requires } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audioOf, type Caller, call } from './caller.rig.js';
import { type Server, serve } from './server.rig.js';

const ready = requires('model:silero-vad-v6', 'model:smart-turn-v3');
/** At 60 ms a character: ten seconds. */
const TEN_SECONDS = 'This sentence is spoken as one long tone. '.repeat(4).slice(0, 167);

describe.skipIf(!ready)('speaking, with a voice whose bytes are always the same', () => {
  let server: Server;
  const callers: Caller[] = [];

  beforeAll(async () => {
    server = await serve({ args: ['--tts-model', 'tone-440'], config: { asr: { enabled: false } } });
  });
  afterAll(async () => {
    for (const caller of callers) await caller.close();
    await server.close();
  });

  async function connect(): Promise<Caller> {
    const caller = await call(server.url);
    callers.push(caller);
    return caller;
  }

  const ends = (caller: Caller, reason: string) =>
    caller.messages('session_end').filter((message) => message.reason === reason).length;

  test('an utterance sounds before its last chunk is written, however many there are', async () => {
    for (const chunks of [1, 4, 8]) {
      const caller = await connect();
      caller.send({ type: 'text', text: 'One. ', is_final: false });
      await caller.until(`sound before chunk 2 of ${chunks}`, () => caller.frames.length > 0);
      for (let n = 2; n <= chunks; n++) {
        caller.send({ type: 'text', text: `No. ${n}! `, is_final: n === chunks });
      }
      if (chunks === 1) caller.send({ type: 'text', text: 'End.', is_final: true });
      await caller.until('the end', () => ends(caller, 'completed') === 1);
      expect(caller.frames.map(({ sequence }) => sequence)).toEqual(
        caller.frames.map((_, index) => index + 1),
      );
      expect(new Set(caller.frames.map(({ generation }) => generation)).size).toBe(1);
      expect(caller.frames.every(({ pcm }) => pcm.length === 1920)).toBe(true);
    }
  }, 90_000);

  test('a reply that was paused is byte for byte the one that was not, and the others do not notice', async () => {
    const [paused, other] = await Promise.all([connect(), connect()]);
    paused.send({ type: 'text', text: TEN_SECONDS });
    other.send({ type: 'text', text: TEN_SECONDS });
    await paused.until('a second of sound', () => paused.frames.length >= 50);
    paused.send({ type: 'control', command: 'PAUSE' });
    await paused.until('the hold', () => paused.messages('playback').some(({ action }) => action === 'hold'));
    const held = paused.frames.length;
    const otherBefore = other.frames.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(paused.frames.length - held).toBeLessThanOrEqual(1);
    expect(other.frames.length).toBeGreaterThan(otherBefore + 10);

    paused.send({ type: 'control', command: 'RESUME' });
    await Promise.all([
      paused.until('the end', () => ends(paused, 'completed') === 1),
      other.until('the end', () => ends(other, 'completed') === 1),
    ]);
    expect(other.frames.length).toBe(501);
    expect(audioOf(paused.frames).equals(audioOf(other.frames))).toBe(true);
    expect(paused.frames.map(({ sequence }) => sequence)).toEqual(paused.frames.map((_, index) => index + 1));
  }, 90_000);

  test('STOP ends it for good, and the next text sounds', async () => {
    const caller = await connect();
    caller.send({ type: 'text', text: TEN_SECONDS });
    caller.send({ type: 'text', text: 'This is queued, and dropped.' });
    await caller.until('a second of sound', () => caller.frames.length >= 50);
    const stopped = caller.frames.at(-1)?.generation ?? 0;
    caller.send({ type: 'control', command: 'STOP' });
    await caller.until('the end', () => ends(caller, 'stopped') === 1);
    const at = caller.received.findIndex(({ type }) => type === 'session_end');
    caller.send({ type: 'text', text: 'Something new.' });
    await caller.until('the new text', () => ends(caller, 'completed') === 1);
    const after = caller.received.slice(at).flatMap((one) => (one.type === 'frame' ? [one.frame] : []));
    expect(after.length).toBe(42);
    expect(after.every(({ generation }) => generation > stopped)).toBe(true);
    // RESUME and STOP with nothing to say are no errors and change nothing.
    for (const command of ['STOP', 'RESUME', 'STOP', 'PAUSE', 'RESUME']) {
      caller.send({ type: 'control', command });
    }
    caller.send({ type: 'text', text: 'And more.' });
    await caller.until('more', () => ends(caller, 'completed') === 2);
    expect(caller.messages('error')).toEqual([]);
  }, 90_000);

  test('25 messages one after another in one session, 50 in another while three run', async () => {
    const texts = (count: number) => Array.from({ length: count }, (_, n) => `No${'o'.repeat(n % 5)}.`);
    async function converse(count: number, atOnce: number): Promise<void> {
      const caller = await connect();
      const all = texts(count);
      let sent = 0;
      for (let done = 0; done < count; done++) {
        while (sent < Math.min(count, done + atOnce)) caller.send({ type: 'text', text: all[sent++] });
        await caller.until(`reply ${done + 1}`, () => ends(caller, 'completed') > done);
      }
      const generations = [...new Set(caller.frames.map(({ generation }) => generation))];
      expect(generations.length).toBe(count);
      const lengths = generations.map(
        (one) => caller.frames.filter(({ generation }) => generation === one).length,
      );
      expect(lengths).toEqual(all.map(({ length }) => length * 3));
      expect(caller.messages('error')).toEqual([]);
    }
    await Promise.all([converse(25, 1), converse(50, 10), converse(10, 2)]);
  }, 150_000);
});
