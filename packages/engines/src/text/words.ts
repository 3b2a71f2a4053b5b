import { acronymWords, alphanumericWords } from './acronyms.js';
import { pattern, type Rule, WORD_END } from './rule.js';

/** Any word, whatever its script. Hyphens divide; apostrophes do not. */
const word: Rule = {
  pattern: pattern(String.raw`[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*`),
  read: ([written], { shouting }) => {
    const plain = written.replaceAll('’', "'");
    const power = /^(\p{L}+)([²³])$/u.exec(plain);
    if (power)
      return { words: [power[1] ?? '', power[2] === '²' ? 'squared' : 'cubed'], length: written.length };
    const hasLetter = /\p{L}/u.test(plain);
    if (/[0-9]/.test(plain)) return { words: alphanumericWords(plain, shouting) };
    if (!hasLetter && !/\p{N}/u.test(plain)) return { words: [] };
    return { words: acronymWords(plain, shouting) };
  },
};

/** "AT&T", "R&D": letters, whatever they would be alone. */
const lettersAndLetters: Rule = {
  pattern: pattern(String.raw`(\p{Lu}{1,4})&(\p{Lu}{1,4})${WORD_END}`),
  read: ([, left = '', right = '']) => ({ words: [...left, 'and', ...right] }),
};

export const WORD_RULES: readonly Rule[] = [lettersAndLetters, word];
