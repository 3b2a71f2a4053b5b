import { functionWord, type WordContext } from './function-words.js';
import { inflections, plural } from './inflection.js';
import type { Lexicon } from './lexicon.js';
import { applyEmphasis, type Emphasis, PRIMARY } from './stress.js';
import type { UnknownWords } from './unknown-words.js';

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Words to phonemes: function words, dictionary, inflected forms, letters of an abbreviation, the net for the rest. */
export interface Pronunciation {
  pronounce(word: string, context: WordContext): Promise<string>;
}

export function createPronunciation(lexicon: Lexicon, unknownWords: UnknownWords): Pronunciation {
  const known = (word: string, context: WordContext, emphasis: Emphasis): string | undefined => {
    const sound = lexicon.find(word, context);
    return sound === undefined ? undefined : applyEmphasis(sound, emphasis);
  };

  const inflected = (word: string, context: WordContext, emphasis: Emphasis): string | undefined => {
    for (const { stem, sound } of inflections(word)) {
      if (!lexicon.has(stem)) continue;
      const stemSound = known(stem, context, emphasis);
      if (stemSound) return sound(stemSound);
    }
    return undefined;
  };

  const inDictionary = (word: string, context: WordContext): string | undefined => {
    const special = functionWord(word, context);
    if (special !== undefined) return special;
    const lower = word.toLowerCase();
    const isUpper = word === word.toUpperCase() && word !== lower;
    const emphasis: Emphasis = word === lower ? 'none' : isUpper ? 'emphatic' : 'raised';
    if (lexicon.hasGold(word)) return known(word, context, emphasis) ?? lexicon.spell(word);
    // Capitals alone make an abbreviation when it is a name, or no word.
    if (isUpper && word.length > 1) {
      if (context.tag !== 'NNP' || word.length > 7) {
        const sound = known(lower, context, emphasis) ?? inflected(lower, context, emphasis);
        if (sound) return sound;
      }
      const sound = lexicon.hasGold(lower) ? known(lower, context, emphasis) : undefined;
      if (sound?.includes(PRIMARY)) return sound;
      if (/^[A-Z]+$/.test(word) && (word.length < 5 || !lexicon.has(lower))) return lexicon.spell(word);
    }
    if (word.length === 1) return known(word, context, emphasis) ?? lexicon.spell(word);
    // Letters with dots between them: U.S., a.m., G.P.U.'s
    if (/^(\p{L}{1,2}\.)+('s|\p{L}{1,2})?$/u.test(word)) {
      return word.endsWith("'s") ? abbreviationPlural(word) : lexicon.spell(word);
    }
    return (
      known(word, context, emphasis) ??
      known(lower, context, emphasis) ??
      (word.endsWith("s'") ? known(`${lower.slice(0, -2)}'s`, context, emphasis) : undefined) ??
      (word.endsWith("'") ? known(lower.slice(0, -1), context, emphasis) : undefined) ??
      inflected(word, context, emphasis) ??
      inflected(lower, context, emphasis) ??
      // Plural of an abbreviation: CDs, ATMs.
      (/^[A-Z]{2,}'?s$/.test(word) ? abbreviationPlural(word) : undefined)
    );
  };

  const abbreviationPlural = (word: string): string | undefined => {
    const letters = lexicon.spell(word.replace(/'?s$/, ''));
    return letters === undefined ? undefined : plural(letters);
  };

  /** A hyphenated or otherwise joined word, part by part. */
  const inParts = async (word: string, context: WordContext): Promise<string> => {
    const sounds: string[] = [];
    for (const part of word
      .split(/[^\p{L}\p{N}']+/u)
      .flatMap((piece) => piece.match(/\p{N}|[^\p{N}]+/gu) ?? [])) {
      const spoken = DIGITS[Number(part)] ?? part;
      sounds.push(inDictionary(spoken, context) ?? (await unknownWords.read(spoken)));
    }
    return sounds.filter((sound) => sound !== '').join(' ');
  };

  return {
    async pronounce(word, context) {
      const plain = word.normalize('NFKC').replaceAll(/[‘’]/g, "'");
      const sound = inDictionary(plain, context);
      if (sound !== undefined) return forVoice(sound);
      if (/[^\p{L}\p{M}']/u.test(plain)) return forVoice(await inParts(plain, context));
      return forVoice(await unknownWords.read(plain));
    },
  };
}

/** The voice knows the flap as T and the glottal stop as t. */
function forVoice(phonemes: string): string {
  return phonemes.replaceAll('ɾ', 'T').replaceAll('ʔ', 't');
}
