import type { OfflineRecogniser } from './offline-recogniser.js';

const FRAME = 320;
/** What a word that is cut short is heard as. */
export const CUT_TOKEN = 9999;

export interface SpeltOptions {
  readonly wordFrames: number;
  readonly gapFrames: number;
}

/** Audio for tests in which word `n` is a square wave whose loudness tells `n`, with a gap after each word. */
export function spellAudio(words: readonly number[], { wordFrames, gapFrames }: SpeltOptions): Float32Array {
  const samples = new Float32Array(words.length * (wordFrames + gapFrames) * FRAME);
  for (const [index, word] of words.entries()) {
    const start = index * (wordFrames + gapFrames) * FRAME;
    for (let at = 0; at < wordFrames * FRAME; at++)
      samples[start + at] = levelOf(word) * (at % 2 === 0 ? 1 : -1);
  }
  return samples;
}

/** Hears `spellAudio` and mishears words that are cut. Counts its passes. */
export function createSpeltRecogniser({
  wordFrames,
}: SpeltOptions): OfflineRecogniser & { readonly passes: number[] } {
  const passes: number[] = [];
  return {
    passes,
    textOf: (tokens) => tokens.map((token) => (token === CUT_TOKEN ? 'uh' : `w${token}`)).join(' '),
    beginsWord: () => true,
    transcribe(samples, options = {}) {
      passes.push(samples.length);
      const prefix = options.prefixTokens ?? [];
      const tokens = [...prefix, ...wordsIn(samples, wordFrames).slice(prefix.length)];
      return Promise.resolve({
        tokens,
        logProbs: tokens.map(() => -0.1),
        text: tokens.join(' '),
        ended: true,
      });
    },
  };
}

function levelOf(word: number): number {
  return 0.1 + (word % 64) / 128;
}

function wordsIn(samples: Float32Array, wordFrames: number): number[] {
  const words: number[] = [];
  let current = 0;
  let frames = 0;
  const close = (): void => {
    if (frames > 0) words.push(frames === wordFrames ? Math.round((current - 0.1) * 128) : CUT_TOKEN);
    frames = 0;
  };
  for (let at = 0; at < samples.length; at += FRAME) {
    const level = Math.abs(samples[at] ?? 0);
    if (level !== current || level === 0) close();
    current = level;
    if (level > 0) frames++;
  }
  close();
  return words;
}
