import { continuationOf } from './continuation.js';

/** What the words of a pause say about its end. */
export type WordsEnd =
  /** A question: nobody goes on after one. */
  | 'question'
  /** A full stop, or no words at all where there is no recogniser. */
  | 'stop'
  /** Not known yet, or no mark at the end. */
  | 'open'
  /** A comma, or English words that ask for more ("and", "to the", "um"). */
  | 'trailing';

/** Silence that ends a turn after a full stop when the end-of-turn model is undecided. */
const UNDECIDED_MS = 400;
/** By how much the model's log-odds (natural, at most 3.9 either way) shorten or lengthen that. */
const LOG_ODDS_MS = 80;
/** What the words add. */
const WORDS_MS: Readonly<Record<WordsEnd, number>> = { question: -600, stop: 0, open: 300, trailing: 200 };
/** The model is not right more often than this, however sure it is. */
const SUREST = 0.98;

/**
 * The silence in ms after which a turn has ended, by the model's probability and the words before the pause. Five
 * coefficients, set on 36 pauses inside sentences and 54 ends of the recordings, of 24 sources: 25 % cut off with a mean
 * delay of 311 ms, where a plain timeout that cuts off as many waits 576 ms. Set anew without the source that is judged,
 * 25 % and 343 ms. `threshold` is the probability that counts as undecided: above 0.5 turns end later.
 */
export function silenceThatEndsMs(probability: number, words: WordsEnd, threshold: number): number {
  return UNDECIDED_MS + WORDS_MS[words] - LOG_ODDS_MS * (logOdds(probability) - logOdds(threshold));
}

/** Natural log of p / (1 − p), bounded. */
export function logOdds(probability: number): number {
  const bounded = Math.max(1 - SUREST, Math.min(SUREST, probability));
  return Math.log(bounded / (1 - bounded));
}

export function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** How the words of a finished piece of recognition end. `language` as the recogniser says it. */
export function wordsEnd(text: string, language: string): WordsEnd {
  const trimmed = text.trim();
  if (/[?？]["'”’)]*$/u.test(trimmed)) return 'question';
  if (/[,，、;:—–-]$/u.test(trimmed)) return 'trailing';
  if (/^en\b/i.test(language) && !continuationOf(trimmed).isComplete) return 'trailing';
  return /[.!。！]["'”’)]*$/u.test(trimmed) ? 'stop' : 'open';
}
