import { expect, test } from 'vitest';
import { toPiperPhonemes } from './piper-alphabet.js';

test.each([
  ['həlˈO', 'həlˈoʊ', 'hello'],
  ['əbˈWt', 'ɐbˈaʊt', 'about'],
  ['ə', 'ɐ', 'a'],
  ['bˈɜɹd', 'bˈɜːd', 'bird'],
  ['wˈɔTəɹ', 'wˈɔːɾɚ', 'water'],
  ['ʤˈʌʤ', 'dʒˈʌdʒ', 'judge'],
  ['ʧˈYs', 'tʃˈɔɪs', 'choice'],
  ['hˈæpi', 'hˈæpi', 'happy'],
  ['ɹiˈækt', 'ɹiˈækt', 'react'],
  ['sˈi', 'sˈiː', 'see'],
  ['hi', 'hiː', 'he'],
  ['tˈiʧəɹ', 'tˈiːtʃɚ', 'teacher'],
  ['tˈu', 'tˈuː', 'two'],
  ['fˈɑðəɹ', 'fˈɑːðɚ', 'father'],
])('%s is written %s (%s)', (sound, piper) => {
  expect(toPiperPhonemes(sound)).toBe(piper);
});
