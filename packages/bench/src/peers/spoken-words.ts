/** What a recogniser that costs nothing says of a clip, and when: the same for all sides. */
export interface SpokenWords {
  readonly words: readonly string[];
  /** `Date.now()` at which each is known. */
  readonly knownAtMs: readonly number[];
}

export const NO_WORDS: SpokenWords = { words: [], knownAtMs: [] };

/** A word is known so long after its end, as by a good streaming recogniser. */
const RECOGNITION_MS = 150;

/** The words of a text, spread evenly over the time in which they are said. */
export function spokenWords(text: string, fromMs: number, toMs: number): SpokenWords {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return {
    words,
    knownAtMs: words.map((_, at) => fromMs + ((toMs - fromMs) * (at + 1)) / words.length + RECOGNITION_MS),
  };
}

/** The text that is known at a time. */
export function textAt({ words, knownAtMs }: SpokenWords, nowMs: number): string {
  return words.filter((_, at) => (knownAtMs[at] ?? 0) <= nowMs).join(' ');
}
