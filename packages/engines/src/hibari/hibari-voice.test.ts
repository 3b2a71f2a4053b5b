import { join } from 'node:path';
import { concatFloat32, findClicks, findGaps, integratedLoudness, truePeakDb } from '@parley/audio';
import { modelsDirectory } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { requires } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineModel, TtsAudio, TtsOptions, TtsVoice } from '../tts-engine.js';
import { loadAcousticNet } from './acoustic-net.js';
import { createHibariEngine } from './hibari-engine.js';

const RATE = 24_000;
const SHORT = 'Hello, how can I help you today?';
const LONG =
  'The quick brown fox jumps over the lazy dog, and then it runs away into the forest. Nobody knows where it went, ' +
  'but some people say that it lives near the river now. Every evening, when the sun goes down, you can hear it ' +
  'calling to its friends. They come from far away, across the hills and the fields, to listen to the stories.';

const directory = join(modelsDirectory(process.env), 'hibari-en-us');
const MODEL: EngineModel = {
  id: 'hibari-en-us',
  family: 'hibari',
  directory,
  languages: ['en-US'],
  settings: {},
};

interface Spoken {
  readonly samples: Float32Array;
  readonly portions: readonly TtsAudio[];
}

describe('hibari without its files', () => {
  it.each([undefined, '/nowhere'])('names the command that fetches them (%s)', async (nowhere) => {
    const loading = createHibariEngine().loadVoice({ ...MODEL, directory: nowhere });
    await expect(loading).rejects.toThrow(ParleyError);
    await expect(loading).rejects.toThrow('parley models pull hibari-en-us');
  });
});

describe.skipIf(!requires('model:hibari-en-us'))('hibari', () => {
  let voice: TtsVoice;
  beforeAll(async () => {
    voice = await createHibariEngine().loadVoice(MODEL);
  });
  afterAll(async () => {
    await voice.close();
  });

  async function speak(text: string, options: TtsOptions = {}): Promise<Spoken> {
    const portions: TtsAudio[] = [];
    for await (const portion of voice.synthesize(text, options, new AbortController().signal))
      portions.push(portion);
    return { samples: concatFloat32(portions.map(({ samples }) => samples)), portions };
  }

  it('is as loud as it is told to be, and as its net makes it when it is told nothing', async () => {
    const loudnessAt = async (targetLufs: unknown) => {
      const told = await createHibariEngine().loadVoice({ ...MODEL, settings: { targetLufs } });
      const portions: Float32Array[] = [];
      for await (const { samples } of told.synthesize(LONG, {}, new AbortController().signal))
        portions.push(samples);
      await told.close();
      return integratedLoudness(concatFloat32(portions), RATE);
    };
    expect(Math.abs((await loudnessAt(-23)) + 23)).toBeLessThan(1);
    expect(Math.abs((await loudnessAt('off')) + 16)).toBeGreaterThan(1);
  });

  it('gives the same bytes for the same text, also when two speak at once', async () => {
    const alone = await speak(SHORT);
    const together = await Promise.all([speak(SHORT), speak(LONG), speak(SHORT)]);
    expect(together[0].samples).toEqual(alone.samples);
    expect(together[2].samples).toEqual(alone.samples);
  });

  it('is as loud as it should be, below the ceiling, without clicks', async () => {
    for (const options of [{}, { speed: 1.5 }, { extra: { pitch: '-4' } }]) {
      const { samples } = await speak(LONG, options);
      expect(Math.abs(integratedLoudness(samples, RATE) + 16)).toBeLessThan(1);
      expect(truePeakDb(samples)).toBeLessThan(-1);
      expect(findClicks(samples, { sampleRateHz: RATE })).toEqual([]);
    }
  });

  it('begins with a portion that fills a frame of the wire but not much more, however long the text', async () => {
    for (const text of [SHORT, LONG, LONG.replaceAll(/[.,]/g, '')]) {
      const first = (await speak(text)).portions[0]?.samples.length ?? 0;
      expect(first).toBeGreaterThanOrEqual(RATE * 0.02);
      expect(first).toBeLessThan(RATE * 0.1);
    }
  });

  it('speaks at once: no silence before the first sound, a pause after a sentence', async () => {
    const { samples } = await speak('Good morning. Good evening.');
    const gaps = findGaps(samples, { sampleRateHz: RATE, silenceDb: -45, minMs: 120 });
    expect(gaps[0]?.from ?? 0).toBeGreaterThan(0);
    expect(gaps).toHaveLength(2);
    for (const gap of gaps) expect(gap.to - gap.from).toBeLessThan(RATE * 0.6);
  });

  it('marks every word, in order, in the portion in which it begins', async () => {
    const { samples, portions } = await speak(LONG);
    const words: string[] = [];
    let [at, end] = [0, 0];
    for (const portion of portions) {
      for (const mark of portion.words) {
        expect(mark.startSample).toBeGreaterThanOrEqual(Math.max(at, end));
        expect(mark.startSample).toBeLessThan(at + portion.samples.length);
        expect(mark.endSample).toBeGreaterThan(mark.startSample);
        end = mark.endSample;
        words.push(LONG.slice(mark.textOffset, mark.textOffset + mark.textLength));
      }
      at += portion.samples.length;
    }
    expect(end).toBeLessThanOrEqual(samples.length);
    expect(words).toEqual(LONG.match(/[A-Za-z]+/g));
  });

  it('marks words where they sound: silence lies between the words that a pause divides', async () => {
    const text = 'Wonderful. Tomorrow.';
    const { samples, portions } = await speak(text);
    const marks = portions.flatMap((portion) => portion.words);
    const [gap] = findGaps(samples, { sampleRateHz: RATE, silenceDb: -45, minMs: 120 });
    // Durations come in units of 25 ms; a sound fades a little beyond its unit.
    expect(Math.abs((marks[0]?.endSample ?? 0) - (gap?.from ?? 0))).toBeLessThan(RATE * 0.15);
    expect(Math.abs((marks[1]?.startSample ?? 0) - (gap?.to ?? 0))).toBeLessThan(RATE * 0.1);
  });

  it('speaks faster and higher when asked, and bears nonsense', async () => {
    const plain = await speak(SHORT);
    expect((await speak(SHORT, { speed: 2 })).samples.length).toBeLessThan(plain.samples.length * 0.75);
    expect((await speak(SHORT, { speed: 0.5 })).samples.length).toBeGreaterThan(plain.samples.length * 1.5);
    const nonsense = { speed: Number.NaN, extra: { pitch: 'high' } };
    expect((await speak(SHORT, nonsense)).samples).toEqual(plain.samples);
    const pitched = await speak(SHORT, { extra: { pitch: '-4' } });
    expect(Math.abs(pitched.samples.length / plain.samples.length - 1)).toBeLessThan(0.2);
    expect(pitched.portions.flatMap((portion) => portion.words)).toHaveLength(7);
    const ratio = voicedPitchHz(pitched.samples) / voicedPitchHz(plain.samples);
    expect(12 * Math.log2(ratio)).toBeGreaterThan(-6);
    expect(12 * Math.log2(ratio)).toBeLessThan(-2.5);
  });

  it('makes no sound for text without words', async () => {
    for (const text of ['', '   ', '...', '—', '😀']) expect((await speak(text)).samples.length).toBe(0);
  });

  it('computes nothing before it is asked, and stops when it is told', async () => {
    const abort = new AbortController();
    const speech = voice.synthesize(LONG, {}, abort.signal)[Symbol.asyncIterator]();
    expect((await speech.next()).done).toBe(false);
    abort.abort();
    expect((await speech.next()).done).toBe(true);
    const before = new AbortController();
    before.abort();
    for await (const _ of voice.synthesize(SHORT, {}, before.signal)) throw new Error('It spoke.');
  });

  it('estimates where words end when the net does not tell', async () => {
    const ids = [50, 83, 54, 156, 31];
    const net = await loadAcousticNet(join(directory, 'hibari.onnx'));
    const silent = await loadAcousticNet(join(directory, 'hibari.onnx'), 'cpu', '/no/such/tensor');
    const [exact, estimated] = [await net.run(ids, 1), await silent.run(ids, 1)];
    expect(exact.endFrames).toHaveLength(ids.length + 2);
    expect(exact.endFrames.at(-1)).toBe(exact.spectra.frames);
    expect(estimated.endFrames).toHaveLength(ids.length + 2);
    expect(estimated.endFrames).toEqual(estimated.endFrames.toSorted((a, b) => a - b));
    await net.close();
    await silent.close();
  });

  it('is closed for good', async () => {
    const other = await createHibariEngine().loadVoice(MODEL);
    await Promise.all([other.close(), other.close()]);
    const speech = other.synthesize(SHORT, {}, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(speech.next()).rejects.toThrow(ParleyError);
  });
});

/** Median pitch of the loud parts, by autocorrelation over 40 ms. */
function voicedPitchHz(samples: Float32Array): number {
  const pitches: number[] = [];
  for (let at = 0; at + 1920 <= samples.length; at += 480) {
    const correlation = (lag: number): number => {
      let sum = 0;
      for (let i = at; i < at + 960; i++) sum += (samples[i] ?? 0) * (samples[i + lag] ?? 0);
      return sum;
    };
    const energy = correlation(0);
    if (energy < 960 * 0.01) continue;
    let best = 50;
    for (let lag = 60; lag <= 300; lag++) if (correlation(lag) > correlation(best)) best = lag;
    if (correlation(best) > 0.6 * energy) pitches.push(RATE / best);
  }
  pitches.sort((a, b) => a - b);
  return pitches[pitches.length >> 1] ?? 0;
}
