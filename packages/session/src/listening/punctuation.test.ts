import { expect, it } from 'vitest';
import { Punctuation } from './punctuation.js';

const SENTENCE = 'this recogniser writes all that it hears in small letters';

it('the absence of a mark says something only where marks are written', () => {
  const without = new Punctuation();
  expect(without.endOf(SENTENCE, 'en')).toBe('open');
  for (let turn = 0; turn < 4; turn += 1) without.endOf(SENTENCE, 'en');
  expect(without.endOf(SENTENCE, 'en')).toBe('stop');
  expect(without.endOf(`${SENTENCE} and`, 'en')).toBe('open');

  const punctuated = new Punctuation();
  punctuated.endOf('Good morning.', 'en');
  for (let turn = 0; turn < 4; turn += 1) punctuated.endOf(SENTENCE, 'en');
  expect(punctuated.endOf(SENTENCE, 'en')).toBe('open');
});
