import { ParleyError } from '@parley/protocol';
import { expect, test } from 'vitest';
import type { AsrHypothesis } from '../asr-engine.js';
import { createRedecodingUtterance } from './redecoding-utterance.js';
import { createSpeltRecogniser, type SpeltOptions, spellAudio } from './spelt-audio.js';

const TALK: SpeltOptions = { wordFrames: 14, gapFrames: 4 };
const BLOCK = 320;
const SILENCE = new Float32Array(16_000);

/** Neighbours differ, as words do. */
function wordList(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 37) % 64);
}

function textOf(words: readonly number[]): string {
  return words.map((word) => `w${word}`).join(' ');
}

/** Pushes 20 ms at a time and recognises every 400 ms, checking that what was stable stays. */
async function listen(words: readonly number[], options: SpeltOptions, silence = 0) {
  const recogniser = createSpeltRecogniser(options);
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  const audio = [...spellAudio(words, options), ...new Float32Array(silence)];
  const samples = Float32Array.from(audio);
  const partials: AsrHypothesis[] = [];
  let stable = '';
  for (let at = 0, block = 1; at < samples.length; at += BLOCK, block++) {
    utterance.push(samples.subarray(at, at + BLOCK));
    if (block % 20 !== 0) continue;
    const partial = await utterance.recognise(false);
    expect(partial.text.startsWith(stable)).toBe(true);
    expect(partial.stableLength).toBeGreaterThanOrEqual(stable.length);
    stable = partial.text.slice(0, partial.stableLength);
    partials.push(partial);
  }
  const final = await utterance.recognise(true);
  expect(final.text.startsWith(stable)).toBe(true);
  return { recogniser, partials, final, audioMs: samples.length / 16 };
}

test('a short utterance forms word by word, and its front becomes stable before it ends', async () => {
  const words = wordList(8);
  const { partials, final } = await listen(words, TALK);
  expect(final.text).toBe(textOf(words));
  expect(final.stableLength).toBe(final.text.length);
  expect(partials.some((partial) => partial.stableLength > 0)).toBe(true);
});

test.each([
  ['with pauses', TALK],
  ['almost without pauses', { wordFrames: 17, gapFrames: 1 }],
])('two minutes %s: nothing lost, nothing doubled, and the work stays in proportion', async (_, options) => {
  const words = wordList(330);
  const { final, audioMs, recogniser } = await listen(words, options);
  expect(final.text).toBe(textOf(words));
  expect(final.words.map((word) => word.text).join(' ')).toBe(textOf(words));
  expect(final.decodedMs).toBeLessThanOrEqual(10 * audioMs);
  expect(Math.max(...recogniser.passes)).toBeLessThanOrEqual(12_000 * 16);
});

test('speech without any pause still costs a bounded multiple', async () => {
  const { final, audioMs } = await listen(wordList(200), { wordFrames: 18, gapFrames: 0 });
  expect(final.decodedMs).toBeLessThanOrEqual(10 * audioMs);
});

test('a backlog is recognised in pieces, without loss', async () => {
  const words = wordList(200);
  const recogniser = createSpeltRecogniser(TALK);
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  utterance.push(spellAudio(words, TALK));
  const final = await utterance.recognise(true);
  expect(final.text).toBe(textOf(words));
  expect(Math.max(...recogniser.passes)).toBeLessThanOrEqual(12_000 * 16);
});

test('nothing new is not decoded again: the final after a flush is the flush', async () => {
  const recogniser = createSpeltRecogniser(TALK);
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  utterance.push(spellAudio(wordList(5), TALK));
  utterance.push(SILENCE.subarray(0, 3200));
  const flushed = await utterance.recognise(false);
  expect(recogniser.passes).toHaveLength(1);
  expect((await utterance.recognise(false)).text).toBe(flushed.text);
  utterance.push(SILENCE);
  const final = await utterance.recognise(true);
  expect(recogniser.passes).toHaveLength(1);
  expect(final.text).toBe(textOf(wordList(5)));
  expect(final.stableLength).toBe(final.text.length);
});

test.each([
  [80, 1],
  [40, 2],
])(
  'a pass after %i ms of quiet and those that follow in the pause take %i pass(es)',
  async (quietMs, passes) => {
    const recogniser = createSpeltRecogniser(TALK);
    const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
    utterance.push(spellAudio(wordList(5), { ...TALK, gapFrames: 0 }));
    utterance.push(SILENCE.subarray(0, quietMs * 16));
    await utterance.recognise(false);
    utterance.push(SILENCE.subarray(0, 3200));
    await utterance.recognise(false);
    expect((await utterance.recognise(true)).text).toBe(textOf(wordList(5)));
    expect(recogniser.passes).toHaveLength(passes);
  },
);

test('a flush in a pause is answered at once: cutting the segment waits until the person goes on', async () => {
  const recogniser = createSpeltRecogniser(TALK);
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  // Its last gap is 80 ms of quiet.
  utterance.push(spellAudio(wordList(20), TALK));
  expect((await utterance.recognise(false)).text).toBe(textOf(wordList(20)));
  expect(recogniser.passes).toHaveLength(1);
});

test.each([
  ['a doubtful word', -1, 2],
  ['a sure word', -0.1, 1],
])('%s, with the silence behind it: log probability %d, %i looks', async (_, logProb, looks) => {
  const spelt = createSpeltRecogniser(TALK);
  const recogniser = {
    ...spelt,
    transcribe: async (samples: Float32Array) => {
      const heard = await spelt.transcribe(samples);
      return { ...heard, logProbs: heard.tokens.map(() => logProb) };
    },
  };
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  utterance.push(spellAudio([7], TALK));
  utterance.push(SILENCE.subarray(0, 3 * BLOCK));
  await utterance.recognise(false);
  for (let look = 0; look < 4; look += 1) {
    utterance.push(SILENCE.subarray(0, 5 * BLOCK));
    await utterance.recognise(false);
  }
  expect(spelt.passes).toHaveLength(looks);
});

test.each([
  ['tells where sentences end', 0.4, 2],
  ['does not', undefined, 1],
])(
  'a pause is heard once more when the recogniser %s, and not for its final',
  async (_, sentenceEnd, looks) => {
    const spelt = createSpeltRecogniser(TALK);
    const recogniser = {
      ...spelt,
      transcribe: async (samples: Float32Array) => ({ ...(await spelt.transcribe(samples)), sentenceEnd }),
    };
    const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
    utterance.push(spellAudio(wordList(5), TALK));
    const first = await utterance.recognise(false);
    for (let look = 0; look < 4; look += 1) {
      utterance.push(SILENCE.subarray(0, 5 * BLOCK));
      expect(await utterance.recognise(look === 3)).toMatchObject({ text: first.text, sentenceEnd });
    }
    expect(spelt.passes).toHaveLength(looks);
  },
);

test('speech after a flush is decoded', async () => {
  const recogniser = createSpeltRecogniser(TALK);
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  utterance.push(spellAudio(wordList(5), TALK));
  utterance.push(SILENCE.subarray(0, 3200));
  await utterance.recognise(false);
  utterance.push(spellAudio([7], TALK));
  expect((await utterance.recognise(true)).text).toBe(`${textOf(wordList(5))} w7`);
});

test('silence alone is no text and costs nothing', async () => {
  const recogniser = createSpeltRecogniser(TALK);
  const utterance = createRedecodingUtterance({ recogniser, language: 'en' });
  utterance.push(SILENCE);
  const final = await utterance.recognise(true);
  expect(final).toMatchObject({ text: '', stableLength: 0, confidence: 0, words: [], decodedMs: 0 });
  expect(recogniser.passes).toEqual([]);
});

test('word times are in order, inside the audio, and near where the words are', async () => {
  const words = wordList(40);
  const { final, audioMs } = await listen(words, TALK, 16_000);
  let endMs = 0;
  for (const [index, word] of final.words.entries()) {
    expect(word.startMs).toBeGreaterThanOrEqual(endMs);
    expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
    expect(Math.abs(word.startMs - index * 360)).toBeLessThanOrEqual(400);
    endMs = word.endMs;
  }
  expect(endMs).toBeLessThanOrEqual(audioMs);
});

test('confidence comes from the probabilities', async () => {
  const { final } = await listen(wordList(5), TALK);
  expect(final.confidence).toBeCloseTo(Math.exp(-0.1), 5);
});

test('a recogniser that fails gives a typed error, and an ended utterance takes no more', async () => {
  const broken = { ...createSpeltRecogniser(TALK), transcribe: () => Promise.reject(new Error('no memory')) };
  const utterance = createRedecodingUtterance({ recogniser: broken, language: 'en' });
  utterance.push(spellAudio([1], TALK));
  await expect(utterance.recognise(true)).rejects.toMatchObject({ code: 'ASR_FAILED', message: 'no memory' });
  await expect(utterance.recognise(true)).rejects.toBeInstanceOf(ParleyError);
});
