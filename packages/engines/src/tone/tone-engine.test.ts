import { concatFloat32, findClicks } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import type { TtsAudio, TtsOptions } from '../tts-engine.js';
import { createToneEngine } from './tone-engine.js';

const TEXT = 'One two, three.';

async function speak(text: string, options: TtsOptions = {}, settings = {}): Promise<TtsAudio[]> {
  const model = { id: 'tone', family: 'tone', directory: undefined, languages: ['en'], settings };
  const voice = await createToneEngine().loadVoice(model);
  return collect(voice.synthesize(text, options, new AbortController().signal));
}

async function collect(audio: AsyncIterable<TtsAudio>): Promise<TtsAudio[]> {
  const portions: TtsAudio[] = [];
  for await (const portion of audio) portions.push(portion);
  return portions;
}

const join = (audio: readonly TtsAudio[]): Float32Array => concatFloat32(audio.map(({ samples }) => samples));

describe('tone', () => {
  it('is 440 Hz, and as long as its text', async () => {
    const samples = join(await speak(TEXT));
    expect(samples.length).toBe(TEXT.length * 60 * 48);
    let crossings = 0;
    for (let i = 1; i < samples.length; i++)
      if ((samples[i - 1] ?? 0) < 0 && (samples[i] ?? 0) >= 0) crossings++;
    expect(Math.abs(crossings / (samples.length / 48_000) - 440)).toBeLessThan(2);
    expect(findClicks(samples, { sampleRateHz: 48_000 })).toEqual([]);
  });

  it('gives the same samples for the same text', async () => {
    expect(join(await speak(TEXT))).toEqual(join(await speak(TEXT)));
  });

  it('marks each word in the portion in which it begins', async () => {
    const audio = await speak(TEXT);
    let at = 0;
    const words: string[] = [];
    for (const { samples, words: marks } of audio) {
      for (const mark of marks) {
        expect(mark.startSample).toBeGreaterThanOrEqual(at);
        expect(mark.startSample).toBeLessThan(at + samples.length);
        words.push(TEXT.slice(mark.textOffset, mark.textOffset + mark.textLength));
      }
      at += samples.length;
    }
    expect(words).toEqual(['One', 'two,', 'three.']);
  });

  it('is shorter when it is faster', async () => {
    expect(join(await speak(TEXT, { speed: 2 })).length).toBe(join(await speak(TEXT)).length / 2);
  });

  it('makes no sound for no text', async () => {
    expect(await speak('')).toEqual([]);
  });

  it('ends without an error when it is aborted, also while it waits', async () => {
    const model = {
      id: 'tone',
      family: 'tone',
      directory: undefined,
      languages: ['en'],
      settings: { firstAudioDelayMs: 60_000 },
    };
    const voice = await createToneEngine().loadVoice(model);
    const abort = new AbortController();
    const speaking = collect(voice.synthesize(TEXT, {}, abort.signal));
    abort.abort();
    expect(await speaking).toEqual([]);
  });

  it('takes the time that its settings say', async () => {
    const started = performance.now();
    await speak('abc', {}, { firstAudioDelayMs: 30, realTimeFactor: 0.5 });
    // 180 ms of audio at half of real time, after 30 ms.
    expect(performance.now() - started).toBeGreaterThan(30 + 90 - 10);
  });
});
