import { PRIMARY, SECONDARY } from './stress.js';
import { createStringIndex, packStrings } from './string-index.js';

/** A word's sound, or one for each part of speech that sounds different ("read", "record"). */
type Entry = string | Readonly<Record<string, string | null>>;
export type LexiconFile = Readonly<Record<string, Entry>>;

/** What decides between the sounds of a word. */
export interface WordUse {
  /** Penn Treebank tag. */
  readonly tag: string;
  /** Whether the next sound is a vowel; undefined when a pause follows. */
  readonly beforeVowel: boolean | undefined;
}

/**
 * The voice's dictionary: a checked part (gold) and a larger one (silver). A word in lower case also answers to
 * its capitalised form and the other way round, unless that has an entry of its own.
 */
export interface Lexicon {
  has(word: string): boolean;
  /** Whether the checked part has it. */
  hasGold(word: string): boolean;
  /** Its sound in this use; undefined when the dictionary does not have it, or not for this use. */
  find(word: string, use: WordUse): string | undefined;
  /** The sound of the letters, one by one; undefined when one of them is no letter of the alphabet. */
  spell(word: string): string | undefined;
}

export function createLexicon(gold: LexiconFile, silver: LexiconFile): Lexicon {
  const goldEntries = packEntries(gold);
  const silverEntries = packEntries(silver);

  const spell = (word: string): string | undefined => {
    let letters = '';
    for (const letter of word) {
      if (!/\p{L}/u.test(letter)) continue;
      const sound = goldEntries.get(letter.toUpperCase());
      if (typeof sound !== 'string') return undefined;
      letters += sound;
    }
    if (letters === '') return undefined;
    // Only the last letter keeps its full stress: B-B-C.
    const weak = letters.replaceAll(SECONDARY, '').replaceAll(PRIMARY, SECONDARY);
    const last = weak.lastIndexOf(SECONDARY);
    return last < 0 ? weak : weak.slice(0, last) + PRIMARY + weak.slice(last + 1);
  };

  return {
    has: (word) => lookUp(goldEntries, word) !== undefined || lookUp(silverEntries, word) !== undefined,
    hasGold: (word) => lookUp(goldEntries, word) !== undefined,
    find(word, use) {
      const entry = lookUp(goldEntries, word) ?? lookUp(silverEntries, word);
      if (entry === undefined || typeof entry === 'string') return entry;
      return forUse(entry, use) ?? undefined;
    },
    spell,
  };
}

interface Entries {
  get(word: string): Entry | undefined;
}

/** Entries by part of speech are few; they keep their JSON, which begins with a brace as no phoneme does. */
function packEntries(file: LexiconFile): Entries {
  const words = createStringIndex(Object.keys(file));
  const sounds = packStrings(
    Object.values(file).map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))),
  );
  return {
    get(word) {
      const index = words.indexOf(word);
      if (index < 0) return undefined;
      const sound = sounds.at(index);
      return sound.startsWith('{') ? (JSON.parse(sound) as Entry) : sound;
    },
  };
}

function lookUp(entries: Entries, word: string): Entry | undefined {
  const entry = entries.get(word);
  if (entry !== undefined || word.length < 2) return entry;
  const lower = word.toLowerCase();
  const capitalised = lower.charAt(0).toUpperCase() + lower.slice(1);
  if (word === lower) return entries.get(capitalised);
  return word === capitalised ? entries.get(lower) : undefined;
}

function forUse(entry: Readonly<Record<string, string | null>>, use: WordUse): string | null {
  const chosen =
    use.beforeVowel === undefined && 'None' in entry ? 'None' : use.tag in entry ? use.tag : family(use.tag);
  return (chosen in entry ? entry[chosen] : entry.DEFAULT) ?? null;
}

/** The part of speech a tag belongs to, as the dictionary names it. */
function family(tag: string): string {
  if (tag.startsWith('VB')) return 'VERB';
  if (tag.startsWith('NN')) return 'NOUN';
  if (tag.startsWith('RB')) return 'ADV';
  if (tag.startsWith('JJ')) return 'ADJ';
  return tag;
}
