import { wordsOf } from '@parley/testkit';

/**
 * Whether a sentence had ended where `heard` stops, by the marks of a text that knows how it went on. `heard` may hold
 * errors: it is laid along the front of the text with as few edits as possible.
 */
export function sentenceHadEnded(heard: string, text: string): boolean {
  const spoken = wordsOf(heard);
  const words = text.split(/\s+/).filter((word) => wordsOf(word).length > 0);
  if (spoken.length === 0 || words.length === 0) return false;
  const last =
    words[
      bestPrefix(
        spoken,
        words.map((word) => wordsOf(word).join(' ')),
      ) - 1
    ];
  return last !== undefined && /[.!?]["'”’)]*$/u.test(last);
}

/** Length of the front of `words` that is nearest to `spoken`. */
function bestPrefix(spoken: readonly string[], words: readonly string[]): number {
  let row = Array.from({ length: words.length + 1 }, (_, index) => index);
  for (const [index, word] of spoken.entries()) {
    const next = [index + 1];
    for (const [at, other] of words.entries()) {
      const replaced = (row[at] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.indexOf(Math.min(...row));
}
