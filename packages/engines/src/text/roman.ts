import { cardinal, ordinal } from './numbers.js';
import { pattern, type Rule, WORD_END } from './rule.js';

const VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50 };
/** Before these a numeral is a count, even a single letter. */
const COUNTED =
  /(?:^|[^\p{L}])(?:chapter|part|volume|act|scene|book|section|phase|type|class|title|appendix|figure|table|war|article|level|stage|grade|bowl|mark|episode|season|step|unit|module|round)\s$/iu;
/** Names of kings, queens and popes: the numeral after them is an ordinal. */
const REGNAL =
  /(?:^|[^\p{L}])(?:Henry|Louis|George|Elizabeth|Charles|Edward|James|William|Richard|Philip|Mary|Catherine|Peter|Alexander|Nicholas|Napoleon|Frederick|Ferdinand|Paul|Benedict|Pius|Gregory|Leo|Francis|Clement|Innocent|Urban|Ramesses|Otto|Robert|David|Malcolm)\s$/u;

/** "Henry VIII", "World War II", "Chapter IV". A lone I, V or X needs such a word before it. */
const numeral: Rule = {
  pattern: pattern(String.raw`([IVXL]{1,7})${WORD_END}(?![.'’-]\p{L})`),
  read: ([, letters = ''], { text, offset }) => {
    const value = romanValue(letters);
    if (value === undefined) return undefined;
    const before = text.slice(Math.max(0, offset - 24), offset);
    if (
      REGNAL.test(before) &&
      (letters.length > 1 || letters !== 'I' || !/^\s+\p{Ll}/u.test(text.slice(offset + 1, offset + 4)))
    ) {
      return { words: ['the', ...ordinal(String(value))] };
    }
    if (COUNTED.test(before)) return { words: cardinal(String(value)) };
    // "XL" and "LL" are sizes and initials, "IV" alone may be a drip: only plain rows are numbers without a hint.
    return /^(?:II|III|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX|XX|XXI)$/.test(letters)
      ? { words: cardinal(String(value)) }
      : undefined;
  },
};

/** The value of a well-formed numeral up to 89, else undefined. */
export function romanValue(letters: string): number | undefined {
  if (!/^(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/.test(letters) || letters === '') return undefined;
  let total = 0;
  for (const [index, letter] of [...letters].entries()) {
    const value = VALUES[letter] ?? 0;
    total += value < (VALUES[letters[index + 1] ?? ''] ?? 0) ? -value : value;
  }
  return total;
}

export const ROMAN_RULES: readonly Rule[] = [numeral];
