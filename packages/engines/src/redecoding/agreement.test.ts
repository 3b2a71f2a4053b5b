import { expect, test } from 'vitest';
import { agreedLength } from './agreement.js';
import { nearestWordsBeforeCut, wordsBeforeCut } from './joint.js';

/** Even tokens begin a word, odd ones continue it. */
const beginsWord = (token: number): boolean => token % 2 === 0;

test('two passes agree on whole words, without the last tokens', () => {
  expect(agreedLength([2, 4, 6, 8], [2, 4, 6, 8, 10, 12], beginsWord, 2)).toBe(4);
  expect(agreedLength([2, 4, 6, 8], [2, 4, 6, 8], beginsWord, 2)).toBe(2);
  expect(agreedLength([2, 4, 6], [2, 4, 7, 8, 10], beginsWord, 2)).toBe(1);
  expect(agreedLength([], [2, 4], beginsWord, 2)).toBe(0);
});

test('a word is not whole while the next token belongs to it', () => {
  expect(agreedLength([2, 4, 6, 8], [2, 4, 5, 6, 8, 10], beginsWord, 1)).toBe(1);
});

test('a joint is where the passes before and over it end alike', () => {
  const whole = 'it was the best of times it was the worst of times'.split(' ');
  expect(wordsBeforeCut(whole.slice(0, 6), whole)).toBe(6);
  expect(wordsBeforeCut(['is', 'was', 'the', 'best', 'of', 'times'], whole)).toBe(6);
  expect(wordsBeforeCut(['it', 'the', 'best', 'of', 'times'], whole)).toBe(6);
});

test('a cut through a word is no joint', () => {
  const whole = ['one', 'two', 'three', 'four'];
  expect(wordsBeforeCut(['one', 'two', 'thr'], whole)).toBeUndefined();
  expect(wordsBeforeCut([], whole)).toBeUndefined();
  expect(wordsBeforeCut(['two'], whole)).toBeUndefined();
});

test('a joint that must be made is the nearest one', () => {
  expect(nearestWordsBeforeCut(['one', 'tow', 'three'], ['one', 'two', 'three', 'four'])).toBe(3);
  expect(nearestWordsBeforeCut([], ['one'])).toBe(0);
});
