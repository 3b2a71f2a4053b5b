import type { TurnPolicy } from '../policy.js';

/**
 * What to do in a pause. `speculate`: recognise and prepare the answer now, the turn has probably ended.
 * `ask-model`: ask the end-of-turn model. `commit`: the turn has ended.
 */
export type EndpointAction = 'speculate' | 'ask-model' | 'commit';

/** Smart Turn judges 39 of 44 ends right after this much silence, 35 after 64 ms, and no more after 200 ms. */
const ASK_AFTER_MS = 96;
/** Silence after which an unconvinced model is asked again, counted from its last answer's pause length. */
const ASK_AGAIN_AFTER_MS = 256;

/** Of 7 pauses after a question mark in the recordings, 7 were the end of a question. */
const QUESTION_PROBABILITY = 0.9;

/** Decides, pause by pause, whether a turn has ended. One for each utterance. */
export class Endpointer {
  readonly #policy: () => TurnPolicy;
  readonly #hasModel: boolean;
  #speculated = false;
  #askedAtMs: number | undefined;
  #verdict: number | undefined;
  #question = false;
  #trailsOff = false;

  constructor(policy: () => TurnPolicy, hasModel: boolean) {
    this.#policy = policy;
    this.#hasModel = hasModel;
  }

  /** The person speaks (again): whatever was thought of the pause is void. */
  speech(): void {
    this.#speculated = false;
    this.#askedAtMs = undefined;
    this.#verdict = undefined;
    this.#question = false;
    this.#trailsOff = false;
  }

  /** What was said ends in a question mark: nobody goes on after a question, whatever the melody says. */
  question(): void {
    this.#question = true;
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
    } else if (this.#hasModel && this.#shouldAsk(silenceMs, policy)) {
      this.#askedAtMs = silenceMs;
      this.#verdict = undefined;
      actions.push('ask-model');
    }
    return actions;
  }

  /** The model's answer. Returns whether the turn has ended, given the pause so far. */
  verdict(probability: number, silenceMs: number): boolean {
    if (this.#askedAtMs === undefined) return false;
    this.#verdict = probability;
    return this.#shouldCommit(silenceMs, this.#policy());
  }

  #shouldAsk(silenceMs: number, policy: TurnPolicy): boolean {
    if (this.#askedAtMs === undefined) return silenceMs >= Math.max(policy.speculateAfterMs, ASK_AFTER_MS);
    return this.#verdict !== undefined && silenceMs >= this.#askedAtMs + ASK_AGAIN_AFTER_MS;
  }

  #shouldCommit(silenceMs: number, policy: TurnPolicy): boolean {
    if (silenceMs >= policy.maxSilenceMs) return true;
    if (this.#trailsOff) return false;
    if (!this.#hasModel) return silenceMs >= policy.silenceTimeoutMs;
    const probability = Math.max(this.#verdict ?? 0, this.#question ? QUESTION_PROBABILITY : 0);
    if (probability < policy.endOfTurnThreshold) return false;
    return silenceMs >= policy.minSilenceMs + (1 - probability) * policy.hesitationMs;
  }
}
