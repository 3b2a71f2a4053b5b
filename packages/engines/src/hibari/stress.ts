/** Stress marks of the phoneme alphabet, and how emphasis moves them. */

export const PRIMARY = 'ˈ';
export const SECONDARY = 'ˌ';
export const VOWELS: ReadonlySet<string> = new Set('AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ');
export const CONSONANTS: ReadonlySet<string> = new Set('bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ');

/**
 * How strongly a word is spoken. `weak` takes primary stress down to secondary; `raised` (a word with a capital)
 * gives at least secondary, `emphatic` (a word in capitals) primary stress.
 */
export type Emphasis = 'none' | 'weak' | 'raised' | 'emphatic';

export function applyEmphasis(phonemes: string, emphasis: Emphasis): string {
  const hasPrimary = phonemes.includes(PRIMARY);
  const hasSecondary = phonemes.includes(SECONDARY);
  switch (emphasis) {
    case 'none':
      return phonemes;
    case 'weak':
      if (hasPrimary) return phonemes.replaceAll(SECONDARY, '').replaceAll(PRIMARY, SECONDARY);
      return hasSecondary ? phonemes : markFirstVowel(phonemes, SECONDARY);
    case 'raised':
      return hasPrimary || hasSecondary ? phonemes : markFirstVowel(phonemes, SECONDARY);
    case 'emphatic':
      if (hasPrimary) return phonemes;
      return hasSecondary ? phonemes.replaceAll(SECONDARY, PRIMARY) : markFirstVowel(phonemes, PRIMARY);
  }
}

/** Puts a stress mark before the first vowel; phonemes without a vowel stay as they are. */
function markFirstVowel(phonemes: string, mark: string): string {
  const characters = [...phonemes];
  const at = characters.findIndex((c) => VOWELS.has(c));
  if (at < 0) return phonemes;
  return characters.slice(0, at).join('') + mark + characters.slice(at).join('');
}
