import type { TurnPolicy } from '../policy.js';
import {
  logOdds,
  OPEN_ODDS,
  STOP_ODDS,
  silenceThatEndsMs,
  TURN_SILENCE,
  type TurnSilence,
} from './turn-silence.js';

/**
 * What to do in a pause. `speculate`: recognise and prepare the answer now, the turn has probably ended.
 * `ask-model`: ask the end-of-turn model. `look-again`: ask the recogniser what it makes of the words now that it hears
 * the silence behind them. `commit`: the turn has ended.
 */
export type EndpointAction = 'speculate' | 'ask-model' | 'look-again' | 'commit';

/** Smart Turn judges 39 of 44 ends right after this much silence, 35 after 64 ms, and no more after 200 ms. */
const ASK_AFTER_MS = 96;
/** Silence after which the model is asked again, counted from its last answer's pause length. */
const ASK_AGAIN_AFTER_MS = 256;
/** Silence after which the recogniser is asked again, when its first answer has come by then or a little later. */
const LOOK_AGAIN_AFTER_MS = 192;
const LOOK_AGAIN_BEFORE_MS = 400;

/** Decides, pause by pause, whether a turn has ended. One for each utterance. */
export class Endpointer {
  readonly #policy: () => TurnPolicy;
  readonly #hasModel: boolean;
  readonly #coefficients: TurnSilence;
  /** Where words will come, they are waited for. */
  readonly #hasWords: boolean;
  #speculated = false;
  #askedAtMs: number | undefined;
  #waiting = false;
  /** Log-odds of the model's answers in this pause: their mean is steadier than any. */
  #odds: number[] = [];
  /** Log-odds of the words; undefined before there are any. */
  #wordOdds: number | undefined;
  #lookedAgain = false;
  #trailsOff = false;

  constructor(
    policy: () => TurnPolicy,
    has: { readonly model: boolean; readonly words: boolean },
    coefficients = TURN_SILENCE,
  ) {
    this.#coefficients = coefficients;
    this.#policy = policy;
    this.#hasModel = has.model;
    this.#hasWords = has.words;
  }

  /** The person speaks (again): whatever was thought of the pause is void. */
  speech(): void {
    this.#speculated = false;
    this.#askedAtMs = undefined;
    this.#waiting = false;
    this.#odds = [];
    this.#wordOdds = undefined;
    this.#lookedAgain = false;
    this.#trailsOff = false;
  }

  /** Log-odds that a turn ends with the words before the pause. Returns whether it has, given the pause so far. */
  words(odds: number, silenceMs: number): boolean {
    this.#wordOdds = odds;
    return this.#shouldCommit(silenceMs, this.#policy());
  }

  /** The words trail off: only the longest silence ends the turn. */
  trailsOff(): void {
    this.#trailsOff = true;
  }

  /** The pause has lasted `silenceMs`. */
  silence(silenceMs: number): EndpointAction[] {
    const policy = this.#policy();
    const actions: EndpointAction[] = [];
    if (!this.#speculated && silenceMs >= policy.speculateAfterMs) {
      this.#speculated = true;
      actions.push('speculate');
    }
    if (policy.pushToTalk) return actions;
    if (this.#shouldCommit(silenceMs, policy)) {
      actions.push('commit');
      return actions;
    }
    if (this.#hasModel && this.#shouldAsk(silenceMs, policy)) {
      this.#askedAtMs = silenceMs;
      this.#waiting = true;
      actions.push('ask-model');
    }
    if (this.#shouldLookAgain(silenceMs)) {
      this.#lookedAgain = true;
      actions.push('look-again');
    }
    return actions;
  }

  /** The model's answer. Returns whether the turn has ended, given the pause so far. */
  verdict(probability: number, silenceMs: number): boolean {
    if (!this.#waiting) return false;
    this.#waiting = false;
    this.#odds.push(logOdds(probability));
    return this.#shouldCommit(silenceMs, this.#policy());
  }

  #shouldAsk(silenceMs: number, policy: TurnPolicy): boolean {
    if (this.#askedAtMs === undefined) return silenceMs >= Math.max(policy.speculateAfterMs, ASK_AFTER_MS);
    return !this.#waiting && silenceMs >= this.#askedAtMs + ASK_AGAIN_AFTER_MS;
  }

  #shouldLookAgain(silenceMs: number): boolean {
    const isTime = silenceMs >= LOOK_AGAIN_AFTER_MS && silenceMs < LOOK_AGAIN_BEFORE_MS;
    return this.#hasModel && isTime && this.#wordOdds !== undefined && !this.#lookedAgain;
  }

  #shouldCommit(silenceMs: number, policy: TurnPolicy): boolean {
    if (policy.pushToTalk) return false;
    if (silenceMs >= policy.maxSilenceMs) return true;
    if (this.#trailsOff) return false;
    if (!this.#hasModel) return silenceMs >= policy.silenceTimeoutMs;
    if (silenceMs < policy.minSilenceMs) return false;
    // A question needs no melody.
    const words = this.#wordOdds ?? (this.#hasWords ? OPEN_ODDS : STOP_ODDS);
    if (this.#odds.length === 0 && Number.isFinite(words)) return false;
    const mean = this.#odds.reduce((sum, odds) => sum + odds, 0) / Math.max(1, this.#odds.length);
    return silenceMs >= silenceThatEndsMs(mean, words, policy.endOfTurnThreshold, this.#coefficients);
  }
}
