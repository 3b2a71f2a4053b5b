/** What recognisers invent when there was noise and no word; alone, it counts as nothing. */
const INVENTIONS: ReadonlySet<string> = new Set([
  'you',
  'thank you',
  'thanks for watching',
  'thank you for watching',
  'the',
  'i',
  'a',
]);

/** Languages in Latin letters: a text with letters of another script is what a recogniser makes of noise and music. */
const LATIN: ReadonlySet<string> = new Set(['en', 'de', 'fr', 'es', 'it', 'pt', 'nl']);

/**
 * Whether a transcript holds words that are meant for the agent: something beyond backchannels ("mm-hm",
 * "yeah") and beyond what recognisers invent on noise.
 */
export function hasMeaning(
  text: string,
  language: string,
  backchannels: Readonly<Record<string, readonly string[]>>,
): boolean {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  if (LATIN.has(primary) && /(?!\p{Script=Latin})\p{L}/u.test(text)) return false;
  const words = normaliseWords(text);
  if (words.length === 0 || INVENTIONS.has(words.join(' '))) return false;
  const phrases = [
    ...(backchannels[primary] ?? []),
    ...(primary === 'en' ? [] : (backchannels.en ?? [])),
  ].map(normaliseWords);
  let at = 0;
  while (at < words.length) {
    const length = longestMatch(words, at, phrases);
    if (length === 0) return true;
    at += length;
  }
  return false;
}

/** Faster than people speak. */
const MAX_WORDS_PER_SECOND = 7;
/** Words that voice activity may not have noticed: in noise it misses the soft beginning and end of a sentence. */
const WORDS_UNNOTICED = { doubtful: 0.5, sure: 2 };

/**
 * Whether so many words can have been said in so much speech. Recognisers invent whole sentences on a click, but are
 * not sure of them.
 */
export function fitsInto(text: string, speechMs: number, recognised: 'doubtful' | 'sure'): boolean {
  return (
    normaliseWords(text).length <= WORDS_UNNOTICED[recognised] + (speechMs / 1000) * MAX_WORDS_PER_SECOND
  );
}

/** Words as they are compared here; of a script without spaces, what stands between punctuation. */
export function countWords(text: string): number {
  return normaliseWords(text).length;
}

function longestMatch(words: readonly string[], at: number, phrases: readonly (readonly string[])[]): number {
  let longest = 0;
  for (const phrase of phrases) {
    if (phrase.length > longest && phrase.every((word, index) => words[at + index] === word)) {
      longest = phrase.length;
    }
  }
  return longest;
}

/** Lower case, no punctuation; hyphens and repeated letters folded, so that "Mmm-hmm" and "mm hm" agree. */
function normaliseWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/(\p{L})\1{2,}/gu, '$1$1')
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '');
}

/** Two transcripts say the same: equal words, whatever their case and punctuation. */
export function sameWords(left: string, right: string): boolean {
  return normaliseWords(left).join(' ') === normaliseWords(right).join(' ');
}

/** The words with which two transcripts begin alike, whatever their case and punctuation; '' when there are none. */
export function wordsInCommon(left: string, right: string): string {
  const words = normaliseWords(left);
  const others = normaliseWords(right);
  const different = words.findIndex((word, at) => word !== others[at]);
  return words.slice(0, different === -1 ? words.length : different).join(' ');
}
