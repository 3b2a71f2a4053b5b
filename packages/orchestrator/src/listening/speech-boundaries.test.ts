import { readFileSync } from 'node:fs';
import { parseWavMono } from '@parley/audio';
import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { createLogger, createSystemClock } from '@parley/runtime';
import {
  createSession,
  DEFAULT_BARGE_IN_POLICY,
  DEFAULT_PLAYOUT_POLICY,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_TURN_POLICY,
  type SessionPorts,
} from '@parley/session';
import { requires, speechFixture } from '@parley/testkit';
import { describe, expect, it } from 'vitest';
import { createListenerFactory } from './listener-factory.js';

/** Reproducible white noise of an RMS in 16-bit units. */
function noise(length: number, level: number): Int16Array {
  let state = 42;
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state / 2 ** 32 - 0.5) * Math.sqrt(12) * level;
  });
}

/** Half a second of background, 1.5 s of speech and 3 s of background, all over noise. */
function scene(speech: Float32Array, noiseLevel: number): Int16Array {
  const audio = noise(16_000 * 5, noiseLevel);
  for (const [n, sample] of speech.subarray(0, 24_000).entries()) {
    audio[8000 + n] = Math.max(-32_768, Math.min(32_767, (audio[8000 + n] ?? 0) + sample * 32_767));
  }
  return audio;
}

/** What a session with the default policies says about the audio, pushed as 20 ms pieces. */
async function speechEvents(audio: Int16Array, engine: 'silero' | 'energy'): Promise<boolean[]> {
  const models = createModelStore({
    directory: modelsDirectory(process.env),
    catalogue: await loadCatalogue(),
  });
  const factory = await createListenerFactory({
    engine,
    models,
    logger: createLogger({ name: 't', level: 'silent' }),
  });
  const events: boolean[] = [];
  const unused = () => {
    throw new Error('not in this test');
  };
  const ports: SessionPorts = {
    clock: createSystemClock(),
    synthesis: { open: unused },
    recognition: { open: unused },
    responder: { respond: unused },
    downlink: {
      holdMode: 'freeze',
      writable: () => true,
      send: (event) => {
        if (event.type === 'speech') events.push(event.active);
      },
    },
  };
  const session = createSession(
    {
      id: '5f0c6a52-6a3e-4c55-9d0c-0f7f3b1d9c11',
      recognition: false,
      turn: DEFAULT_TURN_POLICY,
      bargeIn: DEFAULT_BARGE_IN_POLICY,
      playout: DEFAULT_PLAYOUT_POLICY,
      limits: DEFAULT_SESSION_LIMITS,
    },
    ports,
  );
  try {
    session.start();
    let windows = 0;
    const listener = factory.open({
      sessionId: session.id,
      onWindow: (window) => {
        windows++;
        session.pushWindow(window);
      },
    });
    for (let at = 0; at < audio.length; at += 320) {
      listener.push(audio.subarray(at, at + 320), 16_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (windows < Math.floor(audio.length / 512)) await new Promise((resolve) => setTimeout(resolve, 5));
    return events;
  } finally {
    session.close('closed');
    await factory.close();
  }
}

describe.skipIf(!requires('model:silero-vad-v6', 'fixtures'))('1.5 s of speech and 3 s of silence', () => {
  const engines = ['silero', 'energy'] as const;
  const clips = ['libri-1988-24833-0000', 'harvard-spk1_snt1', 'ask-dog-or-cat'];
  const levels = [20, 100, 250];
  const cases = engines.flatMap((engine) =>
    clips.flatMap((clip) => levels.map((level) => ({ engine, clip, level }))),
  );

  it.each(cases)(
    'are one start and one end: $engine, $clip, noise of RMS $level',
    async ({ engine, clip, level }) => {
      const { samples } = parseWavMono(readFileSync(speechFixture(clip)));
      expect(await speechEvents(scene(samples, level), engine)).toEqual([true, false]);
    },
  );
});
