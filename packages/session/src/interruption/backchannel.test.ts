import { describe, expect, it } from 'vitest';
import { DEFAULT_BARGE_IN_POLICY } from '../policy.js';
import { fitsInto, hasMeaning, sameWords, wordsInCommon } from './backchannel.js';

const { backchannels } = DEFAULT_BARGE_IN_POLICY;

describe('meaning', () => {
  it.each([
    '',
    ' ',
    '...',
    'Mm-hmm.',
    'mhm',
    'Uh-huh, yeah.',
    'Yeah, right.',
    'I see. Okay.',
    'Hmmmmm',
    'You',
    'Thank you.',
    'Oh!',
    'Well, well.',
  ])('%j has none', (text) => expect(hasMeaning(text, 'en', backchannels)).toBe(false));
  it.each([
    'No.',
    'Wait',
    'Yeah but what about Friday',
    'Stop.',
    'seven',
    'Okay, next question',
    'Well, no',
    'you are wrong',
    'I',
  ])('%j has some', (text) => expect(hasMeaning(text, 'en', backchannels)).toBe(text !== 'I'));
  it('takes letters of another script for noise, where the language has none of them', () => {
    expect(hasMeaning('पाइ मा', 'en', backchannels)).toBe(false);
    expect(hasMeaning('2-3ตว Stop', 'en', backchannels)).toBe(false);
    expect(hasMeaning('等一下', 'zh', backchannels)).toBe(true);
  });
  it('knows the words of the language', () => {
    expect(hasMeaning('Genau, ja.', 'de-DE', backchannels)).toBe(false);
    expect(hasMeaning('Genau, ja.', 'en', backchannels)).toBe(true);
    expect(hasMeaning('嗯', 'zh', backchannels)).toBe(false);
  });
});

it.each<[string, number, 'doubtful' | 'sure', boolean]>([
  ['No.', 100, 'doubtful', true],
  ['Wait a moment', 400, 'doubtful', true],
  ['What is that over there?', 700, 'doubtful', true],
  ['Thank you for your invitation', 130, 'doubtful', false],
  ["I've turned off", 160, 'doubtful', false],
  ["I don't know", 190, 'doubtful', false],
  ['How old is the Brooklyn Bridge?', 700, 'doubtful', false],
  ['How old is the Brooklyn Bridge?', 700, 'sure', true],
])('%j fits into %i ms, %s: %s', (text, speechMs, recognised, fits) =>
  expect(fitsInto(text, speechMs, recognised)).toBe(fits),
);

it('equal words are equal whatever their case and punctuation', () => {
  expect(sameWords("What's the time?", "what's the time")).toBe(true);
  expect(sameWords('What time', 'What time is it')).toBe(false);
});

it.each([
  ['Ten of', 'ten of clubs.', 'ten of'],
  ['Seven', 'Seven.', 'seven'],
  ['To be alone', 'Too early', ''],
  ['', 'Stop', ''],
])('%j and %j begin alike with %j', (left, right, common) => {
  expect(wordsInCommon(left, right)).toBe(common);
  expect(wordsInCommon(right, left)).toBe(common);
});
