import type { SpokenToken } from '../text/spoken-tokens.js';

const LETTER = /^\p{Lu}('s)?$/u;

/**
 * Joins the letters of one abbreviation (F, B, I for "FBI") to one word with dots (F.B.I.), because it is spoken as
 * one: the last letter carries the stress.
 */
export function joinLetters(tokens: readonly SpokenToken[]): SpokenToken[] {
  const joined: SpokenToken[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    const continues = last?.textOffset === token.textOffset && last.textLength === token.textLength;
    if (continues && LETTER.test(token.spoken) && /^\p{Lu}$|\.$/u.test(last.spoken)) {
      const [letter, ending] = [token.spoken.slice(0, 1), token.spoken.slice(1)];
      joined[joined.length - 1] = {
        ...token,
        spoken: `${last.spoken.replace(/\.$/, '')}.${letter}.${ending}`,
      };
    } else {
      joined.push(token);
    }
  }
  return joined;
}
