import type { Clock, Timer } from '../clock.js';
import type { Hearing } from '../listening/hearing.js';
import type { BargeInPolicy, TurnPolicy } from '../policy.js';
import type { Transcript, VadWindow } from '../ports.js';
import type { Mouth } from '../speaking/mouth.js';
import { Intent } from './intent.js';

/** A backchannel this close to the end of a question answers it. */
const LAST_WORDS_MS = 800;
/**
 * Silence after which the recogniser looks at what was said once more. A word is understood better with what follows
 * it, and what was invented rarely comes twice. Early enough to be answered when the hold is due to end.
 */
const LOOK_AGAIN_AFTER_MS = 160;

export interface BargeInOptions {
  readonly clock: Clock;
  readonly mouth: Mouth;
  readonly hearing: Hearing;
  readonly policy: () => BargeInPolicy;
  readonly turnPolicy: () => TurnPolicy;
  /** False: no words can be had, silence alone decides. */
  readonly recognition: boolean;
  readonly events: BargeInEvents;
}

export interface BargeInEvents {
  /** The reply was held because somebody speaks. */
  held(): void;
  /** It was nothing: the reply goes on. */
  resumed(): void;
  /** The person means it. `said` are the words so far, `complete` when they cover all that was said. */
  confirmed(said: { text: string; complete: boolean }): void;
}

/**
 * Speech over a reply: hold at once, decide while silent. Undecided from the first such speech until it is
 * confirmed (a meaningful word, or long enough speech) or turns out to be nothing (silence comes first).
 */
export class BargeIn {
  readonly #options: BargeInOptions;
  readonly #intent: Intent;
  #undecided = false;
  #speechWindows = 0;
  /** Everything said so far was recognised, and no speech came since. */
  #verdictIn = false;
  /** Speech that had ended when its time was up: what comes later is not the same long speech. */
  #endedSpeechMs = 0;
  /** The recogniser was asked again in this pause. */
  #lookedAgain = false;
  #begunMs = 0;
  #overruled = false;
  #resumeTimer: Timer | undefined;

  constructor(options: BargeInOptions) {
    this.#options = options;
    this.#intent = new Intent(options.policy);
  }

  get undecided(): boolean {
    return this.#undecided;
  }

  /** Whether speech may do anything to the reply that plays. */
  get enabled(): boolean {
    const { strategy, policy } = this.#options.policy();
    return strategy !== 'off' && policy !== 'off' && this.#options.mouth.reply?.interruptible === true;
  }

  /** Before the window reaches the ears: holds on the first speech. */
  beforeWindow(probability: number): void {
    const { mouth, policy } = this.#options;
    if (!mouth.sounding || !this.enabled) return;
    this.#speechWindows = probability >= policy().pauseThreshold ? this.#speechWindows + 1 : 0;
    if (policy().strategy === 'pause-first' && this.#speechWindows >= policy().pauseWindows) this.holdNow();
  }

  /** The client or the ears say that somebody speaks; their audio may come `audioLagMs` later than their word. */
  holdNow(audioLagMs = 0): void {
    const { mouth, hearing, clock } = this.#options;
    if (!mouth.sounding || mouth.heldBy('speech') || !mouth.hold('speech')) return;
    hearing.openNow();
    this.#begin();
    this.#begunMs = clock.nowMs() + audioLagMs;
    this.#armResume();
    this.#options.events.held();
  }

  /** The window as it counts: speech that the client has overruled is silence until it ends. */
  withoutOverruled(window: VadWindow): VadWindow {
    if (!this.#overruled) return window;
    if (window.speechProbability < this.#options.turnPolicy().silenceThreshold) {
      this.#overruled = false;
      return window;
    }
    return { ...window, speechProbability: 0 };
  }

  /** After the ears have taken the window in. */
  afterWindow(window: VadWindow): void {
    const { clock, mouth, hearing, policy, turnPolicy, recognition } = this.#options;
    this.#intent.sound(window, hearing.speaking);
    if (!mouth.sounding) return;
    if (!this.#undecided && hearing.open) this.#begin();
    if (!this.#undecided) return;
    if (hearing.speaking) {
      this.#verdictIn = false;
      this.#lookedAgain = false;
      const neededMs = policy().policy === 'replace' ? turnPolicy().minSpeechMs : this.#intent.neededSpeechMs;
      if (hearing.speechMs - this.#endedSpeechMs >= neededMs && policy().policy !== 'resume')
        this.#confirm(this.#intent.text, false);
      return;
    }
    const { resumeAfterSilenceMs, verdictTimeoutMs } = policy();
    // Silence from before the hold says nothing: a client that ducked heard speech that has not arrived yet.
    const silenceMs = Math.min(hearing.silenceRunMs, clock.nowMs() - this.#begunMs);
    if (recognition && !this.#lookedAgain && hearing.speechMs > 0 && silenceMs >= LOOK_AGAIN_AFTER_MS) {
      this.#lookedAgain = hearing.lookAgain();
      if (this.#lookedAgain) this.#verdictIn = false;
    }
    if (silenceMs < resumeAfterSilenceMs) return;
    const decided = this.#verdictIn || !recognition;
    if (decided) {
      this.#resume();
    } else if (silenceMs >= resumeAfterSilenceMs + verdictTimeoutMs) {
      this.#resumeUndecided();
    }
  }

  /** Words came. Returns whether they belong to an undecided interruption. */
  partial(transcript: Transcript): boolean {
    if (!this.#undecided) return false;
    const { policy, hearing } = this.#options;
    this.#intent.words(transcript);
    const { speaking, speechMs } = hearing;
    const isMeant = this.#intent.isMeant({ speaking, speechMs, lookedAgain: this.#lookedAgain });
    if (isMeant && policy().policy !== 'resume') {
      this.#confirm(transcript.text, transcript.flushed && !speaking);
    } else if (transcript.flushed && !speaking && (this.#lookedAgain || speechMs === 0)) {
      this.#verdictIn = true;
      if (!this.#options.mouth.heldBy('speech')) this.#forget();
    }
    return true;
  }

  /** No words can be had for this utterance any more: silence decides. */
  recognitionFailed(): void {
    // The ears count anew, too.
    this.#endedSpeechMs = 0;
    if (this.#undecided) this.#verdictIn = true;
  }

  /** The reply has ended by other means: what is being said is an ordinary turn. */
  replyEnded(): void {
    this.#leave();
  }

  /** The client wants the reply to go on, whoever speaks. */
  overrule(): void {
    if (!this.#undecided) return;
    this.#overruled = this.#options.hearing.speaking;
    this.#options.hearing.discard();
    this.#leave();
  }

  close(): void {
    this.#resumeTimer?.cancel();
  }

  #begin(): void {
    if (this.#undecided) return;
    this.#undecided = true;
    this.#begunMs = this.#options.clock.nowMs();
    this.#verdictIn = false;
    this.#lookedAgain = false;
    this.#endedSpeechMs = 0;
    this.#intent.begin();
    this.#options.hearing.tentative = true;
  }

  #confirm(text: string, complete: boolean): void {
    this.#leave();
    this.#options.events.confirmed({ text, complete });
  }

  #resume(): void {
    this.#forget();
    this.#goOn();
  }

  /** Time is up but the words may still come: the reply goes on, and can still be stopped by them. */
  #resumeUndecided(): void {
    this.#endedSpeechMs = this.#options.hearing.speechMs;
    if (!this.#options.mouth.heldBy('speech')) return;
    this.#resumeTimer?.cancel();
    this.#goOn();
  }

  #goOn(): void {
    if (!this.#options.mouth.heldBy('speech')) return;
    this.#options.mouth.resume('speech');
    this.#options.events.resumed();
  }

  /** Without windows from the client, time decides. */
  #armResume(): void {
    const { clock, hearing, policy, recognition } = this.#options;
    this.#resumeTimer?.cancel();
    this.#resumeTimer = clock.setTimer(policy().resumeTimeoutMs, () => {
      if (!this.#undecided) return;
      if (clock.nowMs() - hearing.lastSpeechAtMs < policy().resumeTimeoutMs) this.#armResume();
      // What was said may still be understood: it is not forgotten for a slow recogniser.
      else if (this.#verdictIn || !recognition) this.#resume();
      else this.#resumeUndecided();
    });
  }

  #forget(): void {
    // "Yes" over the last of a question is its answer: it is a turn of its own once the question has been heard.
    const { mouth } = this.#options;
    const asks = mouth.reply?.heard.text.trimEnd().endsWith('?') === true;
    if (asks && this.#intent.text !== '' && mouth.remainingMs < LAST_WORDS_MS) return;
    this.#options.hearing.discard();
    this.#leave();
  }

  #leave(): void {
    this.#undecided = false;
    this.#speechWindows = 0;
    this.#resumeTimer?.cancel();
    this.#options.hearing.tentative = false;
  }
}
