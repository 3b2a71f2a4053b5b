import { expect, it } from 'vitest';
import { Punctuation } from './punctuation.js';
import { OPEN_ODDS, STOP_ODDS } from './turn-silence.js';

const SENTENCE = 'this recogniser writes all that it hears in small letters';

it('the absence of a mark says something only where marks are written', () => {
  const without = new Punctuation();
  expect(without.oddsOf(SENTENCE, 'en')).toBe(OPEN_ODDS);
  for (let turn = 0; turn < 4; turn += 1) without.oddsOf(SENTENCE, 'en');
  expect(without.oddsOf(SENTENCE, 'en')).toBe(STOP_ODDS);
  expect(without.oddsOf(`${SENTENCE} and`, 'en')).toBe(OPEN_ODDS);

  const punctuated = new Punctuation();
  punctuated.oddsOf('Good morning.', 'en');
  for (let turn = 0; turn < 4; turn += 1) punctuated.oddsOf(SENTENCE, 'en');
  expect(punctuated.oddsOf(SENTENCE, 'en')).toBe(OPEN_ODDS);
});
