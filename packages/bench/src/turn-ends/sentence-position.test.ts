import { expect, it } from 'vitest';
import { sentenceHadEnded } from './sentence-position.js';

const TEXT = 'It is late. The cat, they say, sleeps all day. Good night.';

it.each([
  ['It is late.', true],
  ['It is late. The cat.', false],
  ['It is late. The hat they say', false],
  ['Is late the cat they say sleeps all day', true],
  ['', false],
])('"%s" ends a sentence: %s', (heard, ended) => {
  expect(sentenceHadEnded(heard, TEXT)).toBe(ended);
});
