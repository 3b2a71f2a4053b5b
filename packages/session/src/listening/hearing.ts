import { LISTENING_RATE_HZ, type ParleyError, VAD_WINDOW_MS } from '@parley/protocol';
import type { Clock, Timer } from '../clock.js';
import type { TurnPolicy } from '../policy.js';
import type { EndOfTurnPort, RecognitionPort, RecognitionStream, Transcript, VadWindow } from '../ports.js';
import { continuationOf } from './continuation.js';
import { Endpointer } from './endpointer.js';
import { FinishingTurns } from './finishing-turns.js';
import { PauseWords } from './pause-words.js';
import { Punctuation } from './punctuation.js';
import { RecentAudio } from './recent-audio.js';
import { SpeechTracker } from './speech-tracker.js';

/** A client that stops sending in mid-speech is taken as silent after this long without audio. */
const STALL_MS = 400;
/** In push-to-talk a client that sends nothing more has let go without saying so. */
const PUSH_TO_TALK_STALL_MS = 2000;
/** What the end-of-turn model looks at. */
const END_OF_TURN_SAMPLES = 8 * LISTENING_RATE_HZ;

export interface HearingOptions {
  readonly sessionId: string;
  readonly clock: Clock;
  /** Undefined: speech is noticed but not understood. */
  readonly recognition: RecognitionPort | undefined;
  readonly endOfTurn: EndOfTurnPort | undefined;
  readonly policy: () => TurnPolicy;
  readonly language: () => string | undefined;
  readonly events: HearingEvents;
}

export interface HearingEvents {
  /** Speech has lasted long enough to count; `atMs` is when it began, on the clock of the uplink. */
  speechStarted(atMs: number): void;
  /** The words so far; `flushed` when the person has paused and everything said is covered. */
  partial(transcript: Transcript): void;
  /** What was listened to was nothing; `announced` when it had been told as speech. */
  dropped(announced: boolean, atMs: number): void;
  /** The turn has ended; its `final` follows. */
  turnEnded(atMs: number): void;
  /** All words of a turn that ended; undefined when it could not be recognised. */
  final(transcript: Transcript | undefined): void;
  failed(error: ParleyError): void;
  /** The words of a turn that ended are late. */
  delayed(error: ParleyError): void;
}

interface Utterance {
  readonly stream: RecognitionStream | undefined;
  readonly endpointer: Endpointer;
  readonly words: PauseWords;
  announced: boolean;
}

/**
 * The ears: finds utterances in the windows, streams them to the recogniser while they last, pre-roll first, and
 * finds their ends. Owns the recognition streams; `close()` cancels them.
 */
export class Hearing {
  readonly #options: HearingOptions;
  readonly #tracker = new SpeechTracker();
  readonly #punctuation = new Punctuation();
  readonly #preRoll: RecentAudio;
  readonly #recent = new RecentAudio(END_OF_TURN_SAMPLES);
  #utterance: Utterance | undefined;
  readonly #finishing: FinishingTurns<Utterance>;
  #count = 0;
  #positionMs = 0;
  #lastSpeechAtMs = 0;
  #tentative = false;
  #stallTimer: Timer | undefined;

  constructor(options: HearingOptions) {
    this.#options = options;
    this.#finishing = new FinishingTurns((transcript) => options.events.final(transcript));
    // Speech is noticed late by the speech that it takes; the pre-roll lies before that.
    const { preRollMs, minSpeechMs } = options.policy();
    this.#preRoll = new RecentAudio(((preRollMs + minSpeechMs) * LISTENING_RATE_HZ) / 1000);
  }

  get speaking(): boolean {
    return this.#tracker.speaking;
  }
  get silenceRunMs(): number {
    return this.#tracker.silenceRunMs;
  }
  /** Speech since the utterance began. */
  get speechMs(): number {
    return this.#tracker.speechMs;
  }
  /** An utterance is being listened to. */
  get open(): boolean {
    return this.#utterance !== undefined;
  }
  /** Turns whose words have not come yet. */
  get awaitingFinal(): boolean {
    return this.#finishing.size > 0;
  }
  /** When the person was last heard, on the session's clock. */
  get lastSpeechAtMs(): number {
    return this.#lastSpeechAtMs;
  }

  /**
   * While tentative, utterances are listened to but no turn ends: it is not yet certain that the person means it.
   * Leaving it with the pause already long enough ends the turn at the next window.
   */
  set tentative(value: boolean) {
    this.#tentative = value;
  }

  push(window: VadWindow): void {
    this.#positionMs = (window.startSample * 1000) / LISTENING_RATE_HZ;
    this.#stallTimer?.cancel();
    this.#stallTimer = undefined;
    this.#recent.push(window.samples);
    this.#observe(window.speechProbability, window.samples);
    if (this.#utterance !== undefined) this.#watchForStall();
  }

  /** Listens from the pre-roll on, without waiting for more speech. */
  openNow(): void {
    if (this.#utterance !== undefined) return;
    const { sessionId, recognition, endOfTurn, policy, language } = this.#options;
    this.#count += 1;
    let utterance: Utterance | undefined;
    const stream = recognition?.open(
      { sessionId, utterance: this.#count, language: language() },
      {
        onPartial: (transcript) => {
          if (utterance !== undefined) this.#onPartial(utterance, transcript);
        },
        onFinal: (transcript) => this.#settle(utterance, transcript),
        onError: (error) => this.#fail(utterance, error),
        onDelayed: (error) => this.#options.events.delayed(error),
      },
    );
    utterance = {
      stream,
      endpointer: new Endpointer(policy, {
        model: endOfTurn !== undefined,
        words: stream !== undefined,
      }),
      words: new PauseWords(stream),
      announced: false,
    };
    this.#utterance = utterance;
    this.#tracker.resetTotal();
    stream?.write(this.#preRoll.drain());
  }

  /** Keeps audio that is not listened to, for the words that may follow it. */
  overhear(window: VadWindow): void {
    if (this.#utterance === undefined) this.#preRoll.push(window.samples);
  }

  /** Recognise once more what was said up to this pause. Returns whether it was asked. */
  lookAgain(): boolean {
    return this.#utterance?.words.lookAgain() ?? false;
  }

  /** Ends the turn now; without an utterance there is nothing to end. Speech that goes on is a new turn. */
  commit(): boolean {
    const utterance = this.#utterance;
    if (utterance === undefined) return false;
    this.#tracker.endRun();
    this.#utterance = undefined;
    this.#stallTimer?.cancel();
    this.#finishing.add(utterance);
    this.#options.events.turnEnded(this.#positionMs);
    const { stream, words } = utterance;
    // Where a button ends the turn, quiet words may have come that were not taken for speech.
    const known = this.#options.policy().pushToTalk ? undefined : words.transcript;
    if (stream === undefined) this.#settle(utterance, undefined);
    else if (known !== undefined) this.#settleEarly(utterance, known);
    else stream.finish();
    return true;
  }

  /** It was nothing: forgets the utterance. */
  discard(): void {
    const utterance = this.#utterance;
    if (utterance === undefined) return;
    utterance.stream?.cancel();
    this.#utterance = undefined;
    this.#stallTimer?.cancel();
    this.#tracker.resetTotal();
    this.#options.events.dropped(utterance.announced, this.#positionMs);
  }

  /** Turns that ended and whose words have not come are not answered any more. */
  dropFinishing(): void {
    for (const utterance of this.#finishing) utterance.stream?.cancel();
    this.#finishing.clear();
  }

  close(): void {
    this.discard();
    this.dropFinishing();
  }

  #onPartial(utterance: Utterance, transcript: Transcript): void {
    const covers = transcript.flushed && utterance.words.answered(transcript);
    if (utterance === this.#utterance) {
      this.#options.events.partial({ ...transcript, flushed: covers });
      if (covers) this.#judgeWords(utterance, transcript);
    } else if (covers && !this.#options.policy().pushToTalk) this.#settleEarly(utterance, transcript);
  }

  /** The recogniser need not look again: it has heard all that was said. */
  #settleEarly(utterance: Utterance, transcript: Transcript): void {
    utterance.stream?.cancel();
    this.#settle(utterance, transcript);
  }

  /** What was said tells as well as the melody whether there is more to come. */
  #judgeWords(utterance: Utterance, { text, language, sentenceEnd }: Transcript): void {
    const odds = this.#punctuation.oddsOf(text, language, sentenceEnd);
    if (
      this.#options.policy().continuationDetection &&
      Number.isFinite(odds) &&
      !continuationOf(text).isComplete
    )
      utterance.endpointer.trailsOff();
    const ended = utterance.endpointer.words(odds, this.#tracker.silenceRunMs);
    if (ended && this.#utterance === utterance && !this.#tentative) this.#end(utterance);
  }

  #observe(probability: number, samples: Float32Array | undefined): void {
    const policy = this.#options.policy();
    this.#tracker.push(probability, policy);
    if (this.#tracker.speaking) this.#lastSpeechAtMs = this.#options.clock.nowMs();
    if (this.#utterance === undefined) {
      if (samples !== undefined) this.#preRoll.push(samples);
      if (this.#tracker.speechRunMs < policy.minSpeechMs) return;
      this.openNow();
    } else if (samples !== undefined) {
      this.#utterance.stream?.write(samples);
    }
    const utterance = this.#utterance;
    if (utterance === undefined) return;
    if (!utterance.announced && this.#tracker.speechMs >= policy.minSpeechMs) {
      utterance.announced = true;
      this.#options.events.speechStarted(this.#positionMs + VAD_WINDOW_MS - this.#tracker.speechRunMs);
    }
    this.#endpoint(utterance, policy);
  }

  #endpoint(utterance: Utterance, policy: TurnPolicy): void {
    if (this.#tracker.speaking) {
      utterance.endpointer.speech();
      utterance.words.speech();
      return;
    }
    for (const action of utterance.endpointer.silence(this.#tracker.silenceRunMs)) {
      if (action === 'speculate') utterance.words.ask();
      if (action === 'ask-model') this.#askModel(utterance);
      if (action === 'look-again') utterance.words.lookAgain();
      if (action === 'commit' && !this.#tentative) this.#end(utterance);
    }
    if (this.#utterance === utterance && this.#tracker.speechMs >= policy.maxTurnMs && !this.#tentative)
      this.commit();
  }

  /** The pause was long enough. A blip that was never speech is no turn. */
  #end(utterance: Utterance): void {
    if (utterance.announced) this.commit();
    else this.discard();
  }

  #askModel(utterance: Utterance): void {
    const { endOfTurn } = this.#options;
    if (endOfTurn === undefined) return;
    const askedAtMs = this.#tracker.silenceRunMs;
    endOfTurn.predict(this.#recent.latest(END_OF_TURN_SAMPLES)).then(
      (probability) => {
        // An answer about an earlier pause says nothing about this one.
        if (this.#utterance !== utterance || this.#tracker.silenceRunMs < askedAtMs) return;
        if (utterance.endpointer.verdict(probability, this.#tracker.silenceRunMs) && !this.#tentative)
          this.#end(utterance);
      },
      // The ceiling on silence still ends the turn; the service behind the port tells its operator.
      () => undefined,
    );
  }

  /** No audio comes: the time counts as silence, so that a client that stops sending still gets its answer. */
  #watchForStall(delayMs = this.#options.policy().pushToTalk ? PUSH_TO_TALK_STALL_MS : STALL_MS): void {
    this.#stallTimer = this.#options.clock.setTimer(delayMs, () => {
      this.#stallTimer = undefined;
      if (this.#options.policy().pushToTalk) {
        this.commit();
        return;
      }
      this.#observe(0, undefined);
      if (this.#utterance !== undefined) this.#watchForStall(VAD_WINDOW_MS);
    });
  }

  #settle(utterance: Utterance | undefined, transcript: Transcript | undefined): void {
    if (utterance !== undefined) this.#finishing.settle(utterance, transcript);
  }

  #fail(utterance: Utterance | undefined, error: ParleyError): void {
    if (utterance === undefined) return;
    if (this.#utterance === utterance) this.discard();
    this.#options.events.failed(error);
    this.#settle(utterance, undefined);
  }
}
