import { expect, test } from 'vitest';
import { wordErrorRate, wordErrors, wordsOf } from './word-error-rate.js';

test('case, punctuation and hyphens do not count', () => {
  expect(wordErrorRate('SMOKE STACK, ready?', 'smoke-stack ready')).toBe(0);
});

test('numerals are words', () => {
  expect(wordsOf('Since 1945, 1,250 of the 21st cost $5 or 3.5%')).toEqual(
    'since nineteen forty five one thousand two hundred fifty of the twenty first cost five dollars or three point five percent'.split(
      ' ',
    ),
  );
});

test('substitutions, insertions and deletions each count once', () => {
  expect(wordErrors('a b c d', 'a x c')).toEqual({ rate: 0.5, errors: 2, referenceWords: 4 });
  expect(wordErrors('a b', 'a b c').errors).toBe(1);
});

test('an empty reference is right only when nothing was recognised', () => {
  expect(wordErrorRate('', '')).toBe(0);
  expect(wordErrorRate('', 'you')).toBe(1);
});
