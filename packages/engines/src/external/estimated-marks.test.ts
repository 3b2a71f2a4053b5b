import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { requires } from '@parley/testkit';
import { describe, expect, test } from 'vitest';
import { createTtsEngine } from '../tts-engines.js';
import { createMarkEstimator, speechLength } from './estimated-marks.js';

describe('estimated words', () => {
  test('come once, in order, as the sound does, and end with it', () => {
    const text = 'One, two. Three 44 five';
    const marks = createMarkEstimator(1000).begin(text);
    const words = [
      ...marks.until(0),
      ...marks.until(1),
      ...marks.until(300),
      ...marks.until(300),
      ...marks.end(3000),
    ];
    expect(words.map((word) => text.slice(word.textOffset, word.textOffset + word.textLength))).toEqual(
      text.split(' '),
    );
    for (const [index, word] of words.entries()) {
      expect(word.startSample).toBeGreaterThanOrEqual(words[index - 1]?.endSample ?? 0);
    }
    expect(words.at(-1)?.endSample).toBe(3000);
  });

  test('of nothing are none', () => {
    const marks = createMarkEstimator(1000).begin('  ');
    expect([...marks.until(1000), ...marks.end(1000)]).toEqual([]);
  });

  test('learn the pace of the voice', () => {
    const estimator = createMarkEstimator(1000);
    const startOfLast = () => estimator.begin('a slow voice speaks here').until(1e9).at(-1)?.startSample ?? 0;
    const before = startOfLast();
    estimator.begin('a slow voice speaks here').end(6000);
    expect(startOfLast()).toBeGreaterThan(before * 1.3);
  });
});

describe.skipIf(!requires('model:hibari-en-us'))('against a voice that knows', () => {
  const TEXTS = [
    'Hello, how can I help you today?',
    'Your parcel left the warehouse on Monday morning, and it should arrive before the end of the week.',
    'The restaurant on the corner, which opened only last month, serves excellent soup at lunch.',
    'Please bring your passport, two photographs, and the letter that we sent to you in March.',
    'I am afraid that the train to London has been cancelled because of a fallen tree near the tunnel.',
  ];

  test('what was heard is right to within one word, nearly always', { timeout: 60_000 }, async () => {
    const store = createModelStore({
      directory: modelsDirectory(process.env),
      catalogue: await loadCatalogue(),
    });
    const model = await store.resolve('hibari-en-us');
    const voice = await createTtsEngine(model.family).loadVoice(model);
    const estimator = createMarkEstimator(voice.sampleRateHz);
    const misses: number[] = [];
    for (const text of TEXTS) {
      let samples = 0;
      let speechEnd = 0;
      const known = [];
      for await (const audio of voice.synthesize(text, {}, new AbortController().signal)) {
        const length = speechLength(audio.samples);
        if (length > 0) speechEnd = samples + length;
        samples += audio.samples.length;
        known.push(...audio.words);
      }
      const marks = estimator.begin(text);
      // Servers run ahead of the ear: most of the sound is there before it is heard.
      const guessed = [...marks.until(voice.sampleRateHz / 2), ...marks.end(speechEnd)];
      const heardAt = (words: readonly { startSample: number; endSample: number }[], at: number) =>
        words.filter((word) => (word.startSample + word.endSample) / 2 <= at).length;
      for (let at = 0; at < samples; at += voice.sampleRateHz / 10) {
        misses.push(Math.abs(heardAt(known, at) - heardAt(guessed, at)));
      }
    }
    await voice.close();
    misses.sort((a, b) => a - b);
    expect(misses.length).toBeGreaterThan(150);
    expect(misses[Math.floor(misses.length * 0.95)]).toBeLessThanOrEqual(1);
  });
});
