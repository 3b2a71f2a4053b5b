/**
 * Piper's voices were trained on the phonemes that espeak-ng writes for US English, which is GPL and not used here. The
 * text front end writes the same sounds in another alphabet, one letter for a diphthong; this translates, so that an
 * English voice speaks without espeak-ng. Both put the mark of stress before the vowel.
 */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ɜɹ/gu, 'ɜː'],
  [/əɹ/gu, 'ɚ'],
  [/ᵊ/gu, 'ə'],
  [/^(ˌ?)ə/gu, '$1ɐ'],
  [/A/gu, 'eɪ'],
  [/I/gu, 'aɪ'],
  [/W/gu, 'aʊ'],
  [/[OQ]/gu, 'oʊ'],
  [/Y/gu, 'ɔɪ'],
  [/ʤ/gu, 'dʒ'],
  [/ʧ/gu, 'tʃ'],
  [/T/gu, 'ɾ'],
  [/ɑ/gu, 'ɑː'],
  [/ɔ(?!ɪ)/gu, 'ɔː'],
  [/u/gu, 'uː'],
  // Long, but for the end of "happy" and before another vowel.
  [/i(?!$|[ˈˌ]?[aeouæɑɔəɚɛɜɪʊʌ])/gu, 'iː'],
  [/([ˈˌ])i(?!ː)/gu, '$1iː'],
  [/^([^aeouæɑɔəɚɛɜɪʊʌɐi]*)i$/gu, '$1iː'],
];

/** The sound of one word. */
export function toPiperPhonemes(phonemes: string): string {
  return SOUNDS.reduce((sound, [from, to]) => sound.replace(from, to), phonemes);
}
