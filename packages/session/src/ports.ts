import type { ErrorCode, ParleyError, SessionEndReason, UtteranceEndReason } from '@parley/protocol';
import type { Clock } from './clock.js';
import type { Turn } from './conversation.js';
import type { SessionState, TransitionCause } from './state-machine.js';

/**
 * What a session needs from the outside. The session calls these; it never waits in them. Answers come back
 * through the sinks, always later than the call that caused them (never from inside it).
 */
export interface SessionPorts {
  readonly clock: Clock;
  readonly synthesis: SynthesisPort;
  readonly recognition: RecognitionPort;
  readonly responder: ResponderPort;
  /** Absent: turns end by silence alone. */
  readonly endOfTurn?: EndOfTurnPort;
  readonly downlink: DownlinkPort;
}

// ---- Speech out --------------------------------------------------------------------------------------------

export interface SynthesisPort {
  /** Opens one reply. Frames flow only as far as credit was granted. */
  open(request: SynthesisRequest, sink: SynthesisSink): SynthesisStream;
}

export interface SynthesisRequest {
  readonly sessionId: string;
  readonly generation: number;
  /** Undefined: the default model, voice or language. */
  readonly model?: string | undefined;
  readonly voice?: string | undefined;
  readonly language?: string | undefined;
  /** Name of the policy by which a worker is chosen. Default `default`. */
  readonly routingPolicy?: string | undefined;
  /** True for a reply that may never be played: it must not take a worker's last slot. */
  readonly speculative: boolean;
}

export interface SynthesisStream {
  /** Speaks a further piece of text; `index` counts pieces from 1. */
  write(index: number, text: string): void;
  /** No further text; `onEnd` follows the last frame. */
  finish(): void;
  pause(): void;
  resume(): void;
  /** A speculative reply will be spoken after all: it may take a worker's last slot from now on. */
  commit?(): void;
  /** Ends the call; the sink hears nothing more. Idempotent. */
  stop(): void;
  /** Allows this many frames more. */
  grantCredit(frames: number): void;
  /**
   * Whether frames are due now: text was given that has not come back as sound, there is credit, and it is not paused.
   * Undefined where that is not known.
   */
  readonly owes?: boolean | undefined;
}

export interface SynthesisSink {
  /** A worker was chosen, and speaks from here on. */
  onWorker?(name: string): void;
  onFrame(frame: SynthesisFrame): void;
  /** The last frame has come. */
  onEnd(): void;
  /** The reply cannot go on (all attempts at another worker included). Nothing follows. */
  onError(error: ParleyError): void;
  /** There is no worker for the rest just now. Frames follow when there is, or `onError`. */
  onDelayed(error: ParleyError): void;
  /**
   * A worker was lost; the next frames repeat from this position. Frames at or after it that playout has not
   * yet released are dropped, so that no word is heard twice.
   */
  onWithdraw(fromSamplePosition: number): void;
}

/** 48 kHz mono s16le: 20 ms, or several such frames that came together. */
export interface SynthesisFrame {
  readonly samplePosition: number;
  readonly pcm: Uint8Array;
  readonly words: readonly SpokenWord[];
}

/** Where a word of the reply lies in its audio. */
export interface SpokenWord {
  /** Which piece of text (`SynthesisStream.write`) holds it. */
  readonly textIndex: number;
  /** UTF-16 offset and length in that piece. */
  readonly textOffset: number;
  readonly textLength: number;
  /** 48 kHz positions in the generation. */
  readonly startSample: number;
  readonly endSample: number;
}

// ---- Speech in ---------------------------------------------------------------------------------------------

/** One window of the person's audio with its verdict, in order and without gaps. */
export interface VadWindow {
  /** 16 kHz position of the first sample since the session began. */
  readonly startSample: number;
  /** `VAD_WINDOW_SAMPLES` samples, ±1. Valid during the call: what is kept is copied. */
  readonly samples: Float32Array;
  /** 0 to 1. */
  readonly speechProbability: number;
}

/** Every `flush` and `finish` is answered or fails within the port's own deadline. */
export interface RecognitionPort {
  open(request: RecognitionRequest, sink: RecognitionSink): RecognitionStream;
}

export interface RecognitionRequest {
  readonly sessionId: string;
  /** Counts the session's utterances from 1. */
  readonly utterance: number;
  readonly language?: string | undefined;
}

export interface RecognitionStream {
  /** 16 kHz mono, ±1. */
  write(samples: Float32Array): void;
  /** Recognise what is there now; `onPartial` with `flushed` follows. */
  flush(): void;
  /** The utterance ends; `onFinal` follows. */
  finish(): void;
  /** Throws the utterance away; the sink hears nothing more. Idempotent. */
  cancel(): void;
}

export interface RecognitionSink {
  onPartial(transcript: Transcript): void;
  onFinal(transcript: Transcript): void;
  onError(error: ParleyError): void;
  /** The utterance has ended, and its words are late because a worker was lost. `onFinal` follows, or `onError`. */
  onDelayed(error: ParleyError): void;
}

export interface Transcript {
  readonly text: string;
  /** UTF-16 length of the part that will not change. */
  readonly stableLength: number;
  readonly confidence: number;
  /** 0 to 1: that a word was said at all, whichever; a hum, a grunt and noise are none. 0, the default: not known. */
  readonly wordProbability?: number | undefined;
  readonly language: string;
  /** 0 to 1: how surely a sentence may end with the last word. Undefined where the recogniser does not tell. */
  readonly sentenceEnd?: number | undefined;
  /** The answer to a `flush`. */
  readonly flushed: boolean;
}

export interface EndOfTurnPort {
  /** Probability that the person has finished, from up to the last 8 s of their audio (16 kHz). */
  predict(samples: Float32Array): Promise<number>;
}

// ---- Answers -----------------------------------------------------------------------------------------------

export interface ResponderPort {
  respond(request: ResponseRequest, sink: ResponseSink): ResponseHandle;
}

export interface ResponseRequest {
  readonly sessionId: string;
  /** What was heard so far, oldest first, without the text to answer. */
  readonly history: readonly Turn[];
  readonly text: string;
  readonly language?: string | undefined;
  /** True while it is not certain that the person has finished: the answer may be thrown away. */
  readonly speculative: boolean;
}

export interface ResponseSink {
  onText(delta: string): void;
  onEnd(): void;
  onError(error: ParleyError): void;
}

export interface ResponseHandle {
  /** Stops the request upstream; the sink hears nothing more. Idempotent. */
  cancel(): void;
}

// ---- To the client -----------------------------------------------------------------------------------------

export interface DownlinkPort {
  /**
   * `freeze`: the client keeps what it has on `hold` and plays on at `resume`, so nothing is sent twice.
   * `rewind`: a hold destroys what was sent and not yet heard (WebRTC); playout sends it again.
   */
  readonly holdMode: 'freeze' | 'rewind';
  /** False while the wire is backed up: playout then releases nothing. */
  writable(): boolean;
  send(event: SessionEvent): void;
}

/** Everything a session tells its client. The transport turns it into its own wire form, or leaves it out. */
export type SessionEvent =
  | {
      readonly type: 'audio';
      readonly generation: number;
      readonly samplePosition: number;
      /** Valid during the call: what is kept is copied. */
      readonly pcm: Uint8Array;
    }
  | {
      readonly type: 'state';
      readonly state: SessionState;
      readonly previous: SessionState;
      readonly cause: TransitionCause;
    }
  | { readonly type: 'speech'; readonly active: boolean; readonly atMs: number }
  | {
      readonly type: 'transcript';
      readonly text: string;
      readonly isFinal: boolean;
      readonly confidence: number;
      readonly language: string;
    }
  | {
      readonly type: 'reply-text';
      readonly generation: number;
      readonly text: string;
      readonly isFinal: boolean;
      /** Set on the final event of a reply that was cut. */
      readonly unheard?: string;
    }
  | {
      readonly type: 'playback';
      readonly action: 'hold' | 'resume' | 'flush';
      readonly generation: number;
      /** 48 kHz position at which playout holds or goes on. */
      readonly samplePosition: number;
    }
  | {
      readonly type: 'utterance-end';
      readonly generation: number;
      readonly reason: UtteranceEndReason;
    }
  | {
      readonly type: 'turn-stats';
      readonly generation: number;
      readonly spansMs: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly retryAfterMs?: number;
    }
  | { readonly type: 'ended'; readonly reason: SessionEndReason };
