import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAsrEngine } from '@parley/engines';
import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { requires, speechFixture, wordErrorRate } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudio } from '../speech/read-audio.js';
import { type Caller, call, recording, thenSilence } from './caller.rig.js';
import { runParley, type Server, serve } from './server.rig.js';

const ready = requires(
  'fixtures',
  'model:hibari-en-us',
  'model:moonshine-base-en',
  'model:silero-vad-v6',
  'model:smart-turn-v3',
);
/** Audio between two passes over a recording: 4 s. */
const STEP_SAMPLES = 64_000;
const LONG =
  'There was once a clockmaker who lived at the edge of the sea, and every evening he wound the great clock of the ' +
  'harbour, so that the sailors would know when to come home. One winter the sea froze, and nobody came home at all.';

describe.skipIf(!ready)('a conversation with the default models', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-conversation-'));
  let server: Server;

  beforeAll(async () => {
    server = await serve();
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const finals = (caller: Caller) => caller.messages('transcript').filter((message) => message.is_final);
  const states = (caller: Caller) => caller.messages('state').map(({ state }) => state);

  /** Waits until a second of the reply that runs now has come. */
  async function aSecondInto(caller: Caller, after: number): Promise<void> {
    await caller.until('a second of the reply', () => {
      const current = caller.frames.at(-1)?.generation ?? 0;
      return current > after && caller.frames.filter(({ generation }) => generation === current).length >= 50;
    });
  }

  test('five interruptions in a row, each stopped, understood and answered, and counted', async () => {
    const before = await server.metrics();
    const caller = await call(server.url);
    caller.send({ type: 'text', text: LONG });
    await aSecondInto(caller, 0);
    const questions: [name: string, word: string][] = [
      ['ask-weather', 'weather'],
      ['ask-brooklyn-bridge', 'brooklyn'],
      ['ask-weather-paris', 'paris'],
      ['ask-dog-or-cat', 'dog'],
      ['ask-weather', 'weather'],
    ];
    for (const [name, word] of questions) {
      const interrupted = caller.frames.at(-1)?.generation ?? 0;
      const heard = finals(caller).length;
      const from = caller.received.length;
      const saying = caller.say(thenSilence(recording(name), 16_000));
      await caller.until(`${name} to be understood`, () => finals(caller).length > heard);
      await saying;
      expect(finals(caller).at(-1)?.text.toLowerCase()).toContain(word);
      await caller.until('an answer', () => (caller.frames.at(-1)?.generation ?? 0) > interrupted);
      const since = caller.received.slice(from);
      const held = since.findIndex((one) => one.type === 'state' && one.state === 'barged_in');
      const flushed = since.findIndex((one) => one.type === 'playback' && one.action === 'flush');
      expect(held, 'barged_in').toBeGreaterThanOrEqual(0);
      expect(flushed, 'flush after barged_in').toBeGreaterThan(held);
      const late = since
        .slice(flushed)
        .filter((one) => one.type === 'frame' && one.frame.generation <= interrupted);
      expect(late, 'sound of a reply that was stopped').toEqual([]);
      // Back to a long reply, which the next question interrupts.
      const answer = caller.frames.at(-1)?.generation ?? 0;
      caller.send({ type: 'control', command: 'STOP' });
      caller.send({ type: 'text', text: LONG });
      await aSecondInto(caller, answer);
    }
    expect(caller.messages('error')).toEqual([]);
    await caller.close();

    const series = [
      'synthesis_first_frame',
      'barge_in_latency',
      'session_messages',
      'first_audio_latency',
      'asr_latency',
    ];
    for (const one of series) {
      const grown = async () =>
        [...(await server.metrics())].some(
          ([name, value]) => name.includes(one) && value > (before.get(name) ?? 0),
        );
      // A session is counted when it has ended, a moment after the socket has closed.
      await expect.poll(grown, { timeout: 5000, message: one }).toBe(true);
    }
  }, 120_000);

  test('a cough does not cost the reply: it goes on with the next frame', async () => {
    const whole = await call(server.url);
    const caller = await call(server.url);
    caller.send({ type: 'text', text: LONG });
    whole.send({ type: 'text', text: LONG });
    await aSecondInto(caller, 0);
    await caller.say(thenSilence(recording('ami-trn01-bc1'), 16_000 * 2));
    await caller.until('the end', () => caller.messages('session_end').length > 0);
    await whole.until('the end', () => whole.messages('session_end').length > 0);
    expect(states(caller)).toContain('barged_in');
    expect(caller.frames.map(({ sequence }) => sequence)).toEqual(caller.frames.map((_, index) => index + 1));
    expect(new Set(caller.frames.map(({ generation }) => generation)).size).toBe(1);
    await Promise.all([caller.close(), whole.close()]);
  }, 90_000);

  test('one start, one end and one transcript at every level of background noise', async () => {
    const speech = recording('harvard-spk1_snt4').subarray(0, 16_000 * 2.6);
    const seen = await Promise.all(
      [20, 100, 250].map(async (level) => {
        const caller = await call(server.url);
        const signal = withNoise(thenSilence(speech, 16_000 * 3), level);
        await caller.say(signal);
        await caller.until('a transcript', () => finals(caller).length > 0);
        const speeches = caller.messages('speech').map(({ active }) => active);
        const text = finals(caller).map((message) => message.text);
        await caller.close();
        return { level, speeches, text };
      }),
    );
    for (const { level, speeches, text } of seen) {
      expect(speeches, `noise of ${level}`).toEqual([true, false]);
      expect(text.length, `noise of ${level}`).toBe(1);
      expect(wordErrorRate('A thin stripe runs down the middle.', text[0] ?? '')).toBeLessThan(0.35);
    }
  }, 60_000);

  const TALKS = [
    'ask-weather',
    'harvard-spk1_snt4',
    'harvard-spk1_snt6',
    'lj001-0008-complete',
    'libri-1988-24833-0000',
  ];

  test('parley talk: recordings are understood as well as offline, and the answers can be understood too', async () => {
    const recognise = await offlineRecogniser();
    const sums = { live: 0, spoken: 0 };
    const talks = TALKS.map(async (name) => {
      const out = join(folder, name);
      const args = ['--in', speechFixture(name), '--out', out, '--json'];
      const talk = runParley(['talk', '--host', server.url, ...args]);
      expect(await talk.ended, talk.err()).toBe(0);
      const events = talk
        .out()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const texts = (kind: string): string[] =>
        events.filter(({ event, isFinal }) => event === kind && isFinal).map(({ text }) => text);
      return {
        name,
        heard: texts('transcript').join(' '),
        said: texts('reply')[0] ?? '',
        out,
        log: withoutAudio(talk.out()),
      };
    });
    for (const { name, heard, said, out, log } of await Promise.all(talks)) {
      expect(said, `${name}: ${log}`).not.toBe('');
      sums.live += wordErrorRate(await recognise(speechFixture(name)), heard);
      sums.spoken += wordErrorRate(said, await recognise(join(out, 'reply-1.wav')));
    }
    expect(sums.live / TALKS.length, 'live against offline').toBeLessThan(0.2);
    expect(sums.spoken / TALKS.length, 'replies, read back').toBeLessThan(0.2);
  }, 180_000);
});

/** White noise of this level (RMS, of 32,768) under the samples; every run has the same. */
function withNoise(samples: Int16Array, level: number): Int16Array {
  let state = 12_345;
  return samples.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // Uniform from -1 to 1 has an RMS of 1/√3.
    return Math.max(-32_768, Math.min(32_767, sample + (state / 2 ** 31 - 1) * level * Math.sqrt(3)));
  });
}

/** The recogniser of the server, alone with a recording. */
async function offlineRecogniser(): Promise<(file: string) => Promise<string>> {
  const store = createModelStore({
    directory: modelsDirectory(process.env),
    catalogue: await loadCatalogue(undefined),
  });
  const installed = await store.ensure('moonshine-base-en');
  if (installed.task !== 'asr') throw new Error('not a recogniser');
  const model = await createAsrEngine(installed.family).loadModel(installed);
  return async (file) => {
    const samples = await readAudio(file);
    const utterance = model.openUtterance({ language: 'en' });
    for (let at = 0; at < samples.length; at += STEP_SAMPLES) {
      utterance.push(samples.subarray(at, at + STEP_SAMPLES));
      if (at + STEP_SAMPLES < samples.length) await utterance.recognise(false);
    }
    return (await utterance.recognise(true)).text;
  };
}

function withoutAudio(events: string): string {
  return events
    .split('\n')
    .filter((line) => !line.includes('"event":"audio"'))
    .join('\n');
}
