import { continuationOf } from './continuation.js';

/** What the silence that ends a turn is made of. */
export interface TurnSilence {
  /** In ms, when neither the end-of-turn model nor the words say anything. */
  readonly undecidedMs: number;
  /** By how many ms each unit of log-odds (natural) shortens or lengthens that, of the model and of the words alike. */
  readonly logOddsMs: number;
}

/**
 * Set on the pauses inside sentences and the ends of turns of the recordings, by what cuts off least at an equal mean
 * delay. `pnpm bench end-of-turn` judges them, and sets them anew without each source that it judges.
 */
export const TURN_SILENCE: TurnSilence = { undecidedMs: 925, logOddsMs: 120 };

/** Neither the model nor the recogniser is right more often than this, however sure it is. */
const SUREST = 0.98;

/**
 * Log-odds of words whose recogniser tells no more than its marks. On the recordings one that tells more gave 3.0 on
 * average where it wrote a full stop, and 1.3 where it wrote none; words that ask for more have to count for less.
 */
export const STOP_ODDS = 3;
export const OPEN_ODDS = 0.5;

/**
 * The silence in ms after which a turn has ended. The model hears the melody and the recogniser the words; on the
 * recordings they err independently, so their log-odds add up. `threshold` is the probability that counts as undecided:
 * above 0.5 turns end later.
 */
export function silenceThatEndsMs(
  modelOdds: number,
  wordOdds: number,
  threshold: number,
  { undecidedMs, logOddsMs }: TurnSilence = TURN_SILENCE,
): number {
  return undecidedMs - logOddsMs * (modelOdds + wordOdds - logOdds(threshold));
}

/** Natural log of p / (1 − p), bounded: at most 3.9 either way. */
export function logOdds(probability: number): number {
  const bounded = Math.max(1 - SUREST, Math.min(SUREST, probability));
  return Math.log(bounded / (1 - bounded));
}

/**
 * Log-odds that a turn ends with the words of a pause; infinite after a question, since nobody goes on after one.
 * `sentenceEnd` is what the recogniser says (`Transcript.sentenceEnd`); without it the marks count. `language` as the
 * recogniser says it.
 */
export function wordOdds(text: string, language: string, sentenceEnd?: number): number {
  const trimmed = text.trim();
  if (/[?？]["'”’)]*$/u.test(trimmed)) return Number.POSITIVE_INFINITY;
  const stopped = /[.!。！]["'”’)]*$/u.test(trimmed);
  const { reason } = continuationOf(trimmed);
  // A recogniser that is asked knows "help me with that." from "with"; and a comma as well as any rule.
  const isKnown =
    reason === 'none' ||
    (sentenceEnd !== undefined && (stopped ? reason === 'conjunction' : reason === 'comma'));
  if (/^en\b/i.test(language) && !isKnown) return OPEN_ODDS;
  if (sentenceEnd !== undefined && trimmed !== '') return logOdds(sentenceEnd);
  return stopped ? STOP_ODDS : OPEN_ODDS;
}
