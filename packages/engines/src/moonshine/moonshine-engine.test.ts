import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWavMono } from '@parley/audio';
import { modelsDirectory } from '@parley/models';
import { requires, speechFixture, speechFixturesFolder, wordErrors } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AsrHypothesis, AsrModel } from '../asr-engine.js';
import { createMoonshineEngine } from './moonshine-engine.js';

const CLIPS = [
  'ask-brooklyn-bridge',
  'libri-1272-128104-0000',
  'libri-1988-24833-0001',
  'libri-1988-24833-0002',
  'lj001-0005-complete',
  'jfk-ask-not',
  'harvard-spk1_snt3',
];
const BLOCK = 320;
const PARTIAL_BLOCKS = 20;

const samplesOf = (name: string): Float32Array => parseWavMono(readFileSync(speechFixture(name))).samples;

function transcripts(): Map<string, string> {
  const manifest = JSON.parse(readFileSync(join(speechFixturesFolder(), 'manifest.json'), 'utf8')) as {
    file: string;
    transcript: string | null;
  }[];
  return new Map(manifest.map((entry) => [entry.file, entry.transcript ?? '']));
}

const MODEL = 'moonshine-tiny-en';

describe.skipIf(!requires(`model:${MODEL}`, 'fixtures'))('Moonshine on real speech', () => {
  let model: AsrModel;
  beforeAll(async () => {
    model = await createMoonshineEngine().loadModel({
      id: MODEL,
      family: 'moonshine',
      directory: join(modelsDirectory(process.env), MODEL),
      languages: ['en'],
      settings: {},
    });
  });
  afterAll(() => model.close());

  const atOnce = (samples: Float32Array): Promise<AsrHypothesis> => {
    const utterance = model.openUtterance({});
    utterance.push(samples);
    return utterance.recognise(true);
  };

  const live = async (samples: Float32Array): Promise<AsrHypothesis> => {
    const utterance = model.openUtterance({});
    let stable = '';
    for (let at = 0, block = 1; at < samples.length; at += BLOCK, block++) {
      utterance.push(samples.subarray(at, at + BLOCK));
      if (block % PARTIAL_BLOCKS !== 0) continue;
      const partial = await utterance.recognise(false);
      expect(partial.text.startsWith(stable)).toBe(true);
      stable = partial.text.slice(0, partial.stableLength);
    }
    const final = await utterance.recognise(true);
    expect(final.text.startsWith(stable)).toBe(true);
    return final;
  };

  test('live recognition has at most three points more errors than recognition of the whole', async () => {
    const references = transcripts();
    const errors = { live: 0, whole: 0, words: 0 };
    for (const clip of CLIPS) {
      const samples = samplesOf(clip);
      const reference = references.get(`audio16k/${clip}.wav`) ?? '';
      const final = await live(samples);
      expect(final.decodedMs).toBeLessThanOrEqual((10 * samples.length) / 16);
      const heard = wordErrors(reference, final.text);
      errors.live += heard.errors;
      errors.words += heard.referenceWords;
      errors.whole += wordErrors(reference, (await atOnce(samples)).text).errors;
    }
    expect(errors.words).toBeGreaterThan(90);
    expect(errors.whole / errors.words).toBeLessThan(0.12);
    // A word is 0.8 points here, and the small model has near ties that fall either way.
    expect((errors.live - errors.whole) / errors.words).toBeLessThanOrEqual(0.03);
  }, 120_000);

  test('speech longer than a segment loses and doubles nothing at its joints', async () => {
    const samples = samplesOf('longform-two-cities-44s');
    const reference = transcripts().get('audio16k/longform-two-cities-44s.wav') ?? '';
    expect(wordErrors(reference, (await atOnce(samples)).text).rate).toBeLessThan(0.1);
  }, 120_000);

  test('noise and silence give no words', async () => {
    expect((await atOnce(samplesOf('noise-picovoice'))).text).toBe('');
    expect((await atOnce(new Float32Array(32_000))).text).toBe('');
  });

  test('words have times inside the audio and confidence is high on clear speech', async () => {
    const samples = samplesOf('libri-1272-128104-0000');
    const { words, confidence, text } = await atOnce(samples);
    expect(words.map((word) => word.text).join(' ')).toBe(text);
    // Speech lies between 540 and 5340 ms in the labels of this clip.
    expect(words.at(0)?.startMs).toBeGreaterThan(300);
    expect(words.at(-1)?.endMs).toBeLessThan(5600);
    expect(confidence).toBeGreaterThan(0.7);
  });
});
