import type { SpokenToken } from '../text/spoken-tokens.js';
import { joinLetters } from './letters.js';
import type { Pronunciation } from './pronunciation.js';
import { CONSONANTS, VOWELS } from './stress.js';
import type { Tagger } from './tagger.js';

/** A word or a mark of punctuation, with its sound. */
export interface SpokenUnit {
  /** In the voice's alphabet. A mark of punctuation stands for itself. */
  readonly phonemes: string;
  readonly isWord: boolean;
  readonly textOffset: number;
  readonly textLength: number;
}

/** Punctuation that the voice was trained with. */
const MARKS: ReadonlySet<string> = new Set(';:,.!?—…');
/** "don't" was do and n't to the tagger's teacher. */
const CONTRACTION = /^(.+?)(n't|'(?:s|re|ve|ll|d|m))$/i;

/** Gives every token its sound, which hangs on the words around it. Tokens without sound are left out. */
export async function toUnits(
  written: readonly SpokenToken[],
  tagger: Tagger,
  pronunciation: Pronunciation,
): Promise<SpokenUnit[]> {
  const tokens = joinLetters(written);
  const tags = tagTokens(tokens, tagger);
  const units: SpokenUnit[] = [];
  let beforeVowel: boolean | undefined;
  let beforeTo = false;
  // From the end, because a word's sound hangs on the one that follows ("the" apple).
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i] as SpokenToken;
    const { textOffset, textLength } = token;
    if (!/[\p{L}\p{N}]/u.test(token.spoken)) {
      const marks = [...token.spoken].filter((c) => MARKS.has(c)).slice(0, 1);
      if (marks.length === 0) continue;
      units.push({ phonemes: marks.join(''), isWord: false, textOffset, textLength });
      beforeVowel = undefined;
      beforeTo = false;
      continue;
    }
    const phonemes = await pronunciation.pronounce(token.spoken, {
      tag: tags[i] ?? 'NN',
      beforeVowel,
      beforeTo,
    });
    if (phonemes === '') continue;
    units.push({ phonemes, isWord: true, textOffset, textLength });
    for (const c of phonemes) {
      if (!VOWELS.has(c) && !CONSONANTS.has(c)) continue;
      beforeVowel = VOWELS.has(c);
      break;
    }
    beforeTo = /^to$/i.test(token.spoken);
  }
  return units.reverse();
}

function tagTokens(tokens: readonly SpokenToken[], tagger: Tagger): string[] {
  const words: string[] = [];
  const firstWord: number[] = [];
  for (const { spoken } of tokens) {
    firstWord.push(words.length);
    const plain = spoken.replaceAll(/[‘’]/g, "'");
    const contraction = CONTRACTION.exec(plain);
    if (contraction) words.push(contraction[1] ?? '', contraction[2] ?? '');
    else words.push(plain);
  }
  const tags = tagger(words);
  return firstWord.map((at) => tags[at] ?? 'NN');
}
