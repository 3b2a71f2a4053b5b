import type { OfflineRecogniser } from './offline-recogniser.js';

/** A word of a token sequence, with the punctuation that follows it. */
export interface TokenWord {
  readonly tokens: readonly number[];
  readonly text: string;
  /** Mean natural log probability of its tokens. */
  readonly logProb: number;
}

type Words = Pick<OfflineRecogniser, 'textOf' | 'beginsWord'>;

/** Groups tokens into words. Marks in front of a word ("- ") belong to it. */
export function tokenWords(
  recogniser: Words,
  tokens: readonly number[],
  logProbs: readonly number[],
): TokenWord[] {
  const groups: { tokens: number[]; sum: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    const last = groups.at(-1);
    const starts = recogniser.beginsWord(token) || last === undefined;
    if (starts && (last === undefined || spoken(recogniser.textOf(last.tokens)) !== '')) {
      groups.push({ tokens: [token], sum: logProbs[index] ?? 0 });
    } else if (last !== undefined) {
      last.tokens.push(token);
      last.sum += logProbs[index] ?? 0;
    }
  }
  return groups.map((group) => ({
    tokens: group.tokens,
    text: recogniser.textOf(group.tokens),
    logProb: group.sum / group.tokens.length,
  }));
}

/** What is compared when two passes wrote the same word: letters and digits in lower case. */
export function spoken(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}
