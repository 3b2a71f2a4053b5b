import { describe, expect, it } from 'vitest';
import { createLexicon } from './lexicon.js';
import { createPronunciation } from './pronunciation.js';
import { applyEmphasis } from './stress.js';

const LETTERS = {
  A: 'ˈA',
  B: 'bˈi',
  C: 'sˈi',
  D: 'dˈi',
  F: 'ˈɛf',
  I: 'ˈI',
  M: 'ˈɛm',
  S: 'ˈɛs',
  T: 'tˈi',
  U: 'jˈu',
};
const lexicon = createLexicon(
  {
    ...LETTERS,
    hello: 'həlˈO',
    wait: 'wˈAt',
    bake: 'bˈAk',
    stop: 'stˈɑp',
    try: 'tɹˈI',
    box: 'bˈɑks',
    it: 'ɪt',
    kitten: 'kˈɪʔn',
    read: { DEFAULT: 'ɹˈid', VBD: 'ɹˈɛd' },
    record: { DEFAULT: 'ɹˈɛkəɹd', VERB: 'ɹəkˈɔɹd' },
    that: { DEFAULT: 'ðæt', None: 'ðˈæt' },
  },
  { well: 'wˈɛl', known: 'nˈOn' },
);
const unknown: string[] = [];
const pronunciation = createPronunciation(lexicon, {
  read: (word) => {
    unknown.push(word);
    return Promise.resolve('?');
  },
  close: () => Promise.resolve(),
});
type Follows = 'vowel' | 'consonant' | 'pause' | 'to';
const say = (word: string, tag = 'NN', follows: Follows = 'consonant'): Promise<string> =>
  pronunciation.pronounce(word, {
    tag,
    beforeVowel: follows === 'pause' ? undefined : follows === 'vowel',
    beforeTo: follows === 'to',
  });

describe('pronunciation', () => {
  it.each([
    ['hello', 'həlˈO'],
    ['Hello', 'həlˈO'],
    ['HELLO', 'həlˈO'],
    ['boxes', 'bˈɑksᵻz'],
    ['waits', 'wˈAts'],
    ['waited', 'wˈATᵻd'],
    ['waiting', 'wˈATɪŋ'],
    ['baking', 'bˈAkɪŋ'],
    ['baked', 'bˈAkt'],
    ['stopped', 'stˈɑpt'],
    ['stopping', 'stˈɑpɪŋ'],
    ['tries', 'tɹˈIz'],
    ['tried', 'tɹˈId'],
    ['well-known', 'wˈɛl nˈOn'],
    ['kitten', 'kˈɪtn'],
    ['kitten’s', 'kˈɪtnz'],
  ])('says %s as %s', async (word, phonemes) => {
    expect(await say(word)).toBe(phonemes);
  });

  it('chooses between two sounds by the part of speech', async () => {
    expect(await say('read', 'VB')).toBe('ɹˈid');
    expect(await say('read', 'VBD')).toBe('ɹˈɛd');
    expect(await say('record', 'NN')).toBe('ɹˈɛkəɹd');
    expect(await say('record', 'VBP')).toBe('ɹəkˈɔɹd');
    expect(await say('records', 'VBZ')).toBe('ɹəkˈɔɹdz');
  });

  it('looks at what follows', async () => {
    expect(await say('the', 'DT', 'vowel')).toBe('ði');
    expect(await say('the', 'DT', 'consonant')).toBe('ðə');
    expect(await say('to', 'TO', 'pause')).toBe('tu');
    expect(await say('that', 'DT', 'pause')).toBe('ðˈæt');
    expect(await say('that', 'DT', 'consonant')).toBe('ðæt');
    expect(await say('used', 'VBD', 'to')).toBe('jˈust');
  });

  it('spells abbreviations with the stress on the last letter', async () => {
    expect(await say('U.S.')).toBe('jˌuˈɛs');
    expect(await say('F.B.I.', 'NNP')).toBe('ˌɛfbˌiˈI');
    expect(await say("C.D.'s", 'NNPS')).toBe('sˌidˈiz');
    expect(await say('FBI', 'NNP')).toBe('ˌɛfbˌiˈI');
  });

  it('asks the net only for words that nothing else knows', async () => {
    unknown.length = 0;
    await say('hello');
    await say('Zyxorb', 'NNP');
    expect(unknown).toEqual(['Zyxorb']);
  });

  it('moves stress with emphasis', () => {
    expect(applyEmphasis('æt', 'emphatic')).toBe('ˈæt');
    expect(applyEmphasis('stɹˌIk', 'emphatic')).toBe('stɹˈIk');
    expect(applyEmphasis('mˈAnlˌænd', 'weak')).toBe('mˌAnlænd');
    expect(applyEmphasis('hm', 'raised')).toBe('hm');
  });
});
