import type { Clock, Timer } from '../clock.js';
import type { Hearing } from '../listening/hearing.js';
import type { BargeInPolicy, TurnPolicy } from '../policy.js';
import type { Transcript, VadWindow } from '../ports.js';
import type { Mouth } from '../speaking/mouth.js';
import { fitsInto, hasMeaning, wordsInCommon } from './backchannel.js';
import { SpeechEvidence } from './speech-evidence.js';

/** A backchannel this close to the end of a question answers it. */
const LAST_WORDS_MS = 800;
/** How much longer speech must last when what was understood of it means nothing. */
const BACKCHANNEL_PATIENCE = 2;
/**
 * Silence after which the recogniser looks at what was said once more. A word is understood better with what follows
 * it, and what was invented rarely comes twice. Early enough to be answered when the hold is due to end.
 */
const LOOK_AGAIN_AFTER_MS = 160;
/** As many words on which two looks agree were said by somebody, however little they stand out. */
const A_SENTENCE_WORDS = 4;

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
  #undecided = false;
  #speechWindows = 0;
  /** Everything said so far was recognised, and no speech came since. */
  #verdictIn = false;
  #lastText = '';
  /** What the look before the last one heard, when it was no other look at the same. */
  #previous: Transcript | undefined;
  #last: Transcript | undefined;
  /** The recogniser was asked again in this pause. */
  #lookedAgain = false;
  readonly #evidence = new SpeechEvidence();
  /** What was surely understood so far means nothing. */
  #backchannelSoFar = false;
  #begunMs = 0;
  #overruled = false;
  #resumeTimer: Timer | undefined;

  constructor(options: BargeInOptions) {
    this.#options = options;
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

  /** The client or the ears say that somebody speaks. */
  holdNow(): void {
    const { mouth, hearing, clock } = this.#options;
    if (!mouth.sounding || mouth.heldBy('speech') || !mouth.hold('speech')) return;
    hearing.openNow();
    this.#begin();
    this.#begunMs = clock.nowMs();
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
    this.#evidence.push(window, hearing.speaking);
    if (!mouth.sounding) return;
    if (!this.#undecided && hearing.open) this.#begin();
    if (!this.#undecided) return;
    if (hearing.speaking) {
      this.#verdictIn = false;
      this.#lookedAgain = false;
      const neededMs = policy().policy === 'replace' ? turnPolicy().minSpeechMs : this.#neededSpeechMs();
      if (hearing.speechMs >= neededMs && policy().policy !== 'resume') this.#confirm(this.#lastText, false);
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
    this.#lastText = transcript.text;
    // The same words as surely are the same look, told twice.
    if (transcript.text !== this.#last?.text || transcript.confidence !== this.#last.confidence) {
      this.#previous = this.#last;
      this.#last = transcript;
    }
    this.#backchannelSoFar = this.#isBackchannel(transcript);
    if (this.#isMeant(transcript) && policy().policy !== 'resume') {
      this.#confirm(transcript.text, transcript.flushed && !hearing.speaking);
    } else if (transcript.flushed && !hearing.speaking && (this.#lookedAgain || hearing.speechMs === 0)) {
      this.#verdictIn = true;
      if (!this.#options.mouth.heldBy('speech')) this.#forget();
    }
    return true;
  }

  /** No words can be had for this utterance any more: silence decides. */
  recognitionFailed(): void {
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

  /**
   * Whether there are words for the agent, and the recogniser is as sure of them as can be asked. Words that it is sure
   * of count; doubtful ones when two looks agree on them, it surely was a voice, and it stands out from what is around it
   * or is a sentence. Short speech needs sure words and must stand out: grunts become words easily, the same ones twice.
   * It is judged when what follows it has been heard; the reply is held already, so there is no hurry to be wrong.
   */
  #isMeant({ text, language, confidence, flushed }: Transcript): boolean {
    const policy = this.#options.policy();
    const { speaking, speechMs } = this.#options.hearing;
    if (speaking && speechMs < policy.partialWordsAfterMs) return false;
    const isSure = confidence >= policy.sureConfidence;
    const isShort = speechMs < policy.shortSpeechMs;
    if (!fitsInto(text, speechMs, isSure && !isShort ? 'sure' : 'doubtful')) return false;
    if (!hasMeaning(text, language, policy.backchannels)) return false;
    if (isShort) return isSure && flushed && this.#lookedAgain && this.#standsOut();
    if (isSure) return true;
    const agreed = wordsInCommon(this.#previous?.text ?? '', text);
    return (
      Math.min(confidence, this.#previous?.confidence ?? 0) * this.#evidence.certainty >=
        policy.minConfidence &&
      hasMeaning(agreed, language, policy.backchannels) &&
      (agreed.split(' ').length >= A_SENTENCE_WORDS || this.#standsOut())
    );
  }

  #standsOut(): boolean {
    return this.#evidence.prominenceDb >= this.#options.policy().minProminenceDb;
  }

  /**
   * Speech that long is meant, unless what was understood of it means nothing ("uh-huh, yeah, right" goes on). When the
   * recogniser listened and believes in no word, or the speech does not stand out, it may as well be noise or music.
   */
  #neededSpeechMs(): number {
    const { confirmSpeechMs, unheardSpeechMs, minConfidence, backchannels } = this.#options.policy();
    const last = this.#last;
    if (last === undefined) return confirmSpeechMs;
    if (this.#backchannelSoFar) return confirmSpeechMs * BACKCHANNEL_PATIENCE;
    const hasWords = last.confidence >= minConfidence && hasMeaning(last.text, last.language, backchannels);
    return hasWords && this.#standsOut() ? confirmSpeechMs : unheardSpeechMs;
  }

  /** A guess that the recogniser itself does not believe in is none. */
  #isBackchannel({ text, language, confidence }: Transcript): boolean {
    const { backchannels, minConfidence } = this.#options.policy();
    return text !== '' && confidence >= minConfidence && !hasMeaning(text, language, backchannels);
  }

  #begin(): void {
    if (this.#undecided) return;
    this.#undecided = true;
    this.#begunMs = this.#options.clock.nowMs();
    this.#verdictIn = false;
    this.#lastText = '';
    this.#previous = undefined;
    this.#last = undefined;
    this.#lookedAgain = false;
    this.#evidence.begin();
    this.#backchannelSoFar = false;
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
    if (asks && this.#lastText !== '' && mouth.remainingMs < LAST_WORDS_MS) return;
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
