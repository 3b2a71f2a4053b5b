import { continuationOf } from './continuation.js';

/** What the words of a pause say about its end. */
export type WordsEnd =
  /** A question: nobody goes on after one. */
  | 'question'
  /** A full stop, or no words at all where there is no recogniser. */
  | 'stop'
  /** Not known yet, no mark or a comma at the end, or English words that ask for more ("and", "to the", "um"). */
  | 'open';

/** What the silence that ends a turn is made of, in ms. */
export interface TurnSilence {
  /** After a full stop, when the end-of-turn model is undecided. */
  readonly undecidedMs: number;
  /** By how much each unit of the model's log-odds (natural, at most 3.9 either way) shortens or lengthens that. */
  readonly logOddsMs: number;
  /** What the words add. */
  readonly wordsMs: Readonly<Record<WordsEnd, number>>;
}

/**
 * Set on the pauses inside sentences and the ends of turns of the recordings, by what cuts off least at an equal mean
 * delay. `pnpm bench end-of-turn` judges them, and sets them anew without each source that it judges.
 */
export const TURN_SILENCE: TurnSilence = {
  undecidedMs: 400,
  logOddsMs: 80,
  wordsMs: { question: -600, stop: 0, open: 300 },
};

/** The model is not right more often than this, however sure it is. */
const SUREST = 0.98;

/**
 * The silence in ms after which a turn has ended, by the model's log-odds and the words before the pause. `threshold` is
 * the probability that counts as undecided: above 0.5 turns end later.
 */
export function silenceThatEndsMs(
  odds: number,
  words: WordsEnd,
  threshold: number,
  { undecidedMs, logOddsMs, wordsMs }: TurnSilence = TURN_SILENCE,
): number {
  return undecidedMs + wordsMs[words] - logOddsMs * (odds - logOdds(threshold));
}

/** Natural log of p / (1 − p), bounded. */
export function logOdds(probability: number): number {
  const bounded = Math.max(1 - SUREST, Math.min(SUREST, probability));
  return Math.log(bounded / (1 - bounded));
}

/** How the words of a finished piece of recognition end. `language` as the recogniser says it. */
export function wordsEnd(text: string, language: string): WordsEnd {
  const trimmed = text.trim();
  if (/[?？]["'”’)]*$/u.test(trimmed)) return 'question';
  if (/^en\b/i.test(language) && !continuationOf(trimmed).isComplete) return 'open';
  return /[.!。！]["'”’)]*$/u.test(trimmed) ? 'stop' : 'open';
}
