/** The longest phrase that is looked for, in tokens: a short sentence. */
const LONGEST_PHRASE = 16;
/** A single token may well be said this often ("no no no no"). */
const MOST_REPEATS_OF_ONE = 6;
const MOST_REPEATS_OF_PHRASE = 3;

/**
 * Length of `tokens` without a loop at its end, in which a decoder writes one phrase over and over; the first copy
 * stays. Undefined when there is no loop.
 */
export function lengthBeforeLoop(tokens: readonly number[]): number | undefined {
  for (let phrase = 1; phrase <= LONGEST_PHRASE; phrase++) {
    const repeats = phrase === 1 ? MOST_REPEATS_OF_ONE : MOST_REPEATS_OF_PHRASE;
    const span = phrase * (repeats + 1);
    if (tokens.length < span) return undefined;
    let same = true;
    for (let at = tokens.length - span; same && at < tokens.length - phrase; at++) {
      same = tokens[at] === tokens[at + phrase];
    }
    if (same) return tokens.length - phrase * repeats;
  }
  return undefined;
}
