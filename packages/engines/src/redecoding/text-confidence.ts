import type { AsrWord } from '../asr-engine.js';

/** Texts of this many words hang on their first one; longer ones are borne by what was heard of all. */
const FEW_WORDS = 3;

/**
 * How sure a recogniser is of a text, 0 to 1: the geometric mean over its letters, so that one doubtful word of ten
 * makes a doubtful text, but no hopeless one. A text of few words is no surer than its first: once a decoder has made
 * up an "I", a "don't know" is likely, whatever is heard. On noise and grunts the first word measured below 0.4 where
 * the mean reached 0.7. 0 without words.
 */
export function textConfidence(words: readonly Pick<AsrWord, 'text' | 'confidence'>[]): number {
  const [first] = words;
  if (first === undefined) return 0;
  let sum = 0;
  let letters = 0;
  for (const word of words) {
    sum += Math.log(Math.max(word.confidence, 1e-6)) * word.text.length;
    letters += word.text.length;
  }
  const mean = Math.exp(sum / letters);
  return words.length <= FEW_WORDS ? Math.min(mean, first.confidence) : mean;
}
