import type { StepLogits } from './moonshine-decoder.js';
import type { TokenTable } from './token-table.js';

/** Vowels, breath and nasals are what hums and grunts are made of; no word that begins otherwise sounds like one. */
const BEGINS_OTHERWISE = /^[0-9bcdfgjklpqrstvwxz]/i;
/**
 * Heard in hums and grunts all the same ("hmm" as "come on", "wow" as "well", "oof" as "F."), backchannels, and what is
 * invented on noise ("thank you", "so").
 */
const HEARD_IN_HUMS: ReadonlySet<string> = new Set([
  'come',
  'cool',
  'f',
  'l',
  'r',
  'right',
  'so',
  'sure',
  'thank',
  'thanks',
  'the',
  'well',
  'what',
  'who',
  'whoa',
]);

/** Tokens with which only a word can begin, not what a hum, a grunt or noise is heard as: 1 at their index. */
export function wordOpenings(table: TokenTable): Uint8Array {
  return Uint8Array.from({ length: table.size }, (_, token) => {
    const text = table.textOf([token]).trim();
    // A space of its own is written in front of digits.
    const isOpening = text === '' ? table.beginsWord(token) : BEGINS_OTHERWISE.test(text);
    return isOpening && !HEARD_IN_HUMS.has(text.toLowerCase()) ? 1 : 0;
  });
}

/** Probability that the sequence begins with one of `openings`, from the first row of a first step. */
export function openingProbability({ vocabulary, values }: StepLogits, openings: Uint8Array): number {
  let most = -Infinity;
  for (let token = 0; token < vocabulary; token++) most = Math.max(most, values[token] ?? -Infinity);
  let sum = 0;
  let opening = 0;
  for (let token = 0; token < vocabulary; token++) {
    const weight = Math.exp((values[token] ?? -Infinity) - most);
    sum += weight;
    if (openings[token] === 1) opening += weight;
  }
  return opening / sum;
}
