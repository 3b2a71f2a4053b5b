import type { Inference } from '@parley/models';
import type { EngineModel } from './tts-engine.js';

/** What a family of recognisers implements, in one file. Runs inside a lane, so inference may block. */
export interface AsrEngine {
  /** Matches `family` in the model catalogue. */
  readonly family: string;
  loadModel(model: EngineModel): Promise<AsrModel>;
}

export interface AsrModel {
  /** What its nets run on; undefined for models without any here. */
  readonly inference?: Inference | undefined;
  readonly languages: readonly string[];
  openUtterance(options: AsrOptions): AsrUtterance;
  close(): Promise<void>;
}

export interface AsrOptions {
  /** BCP 47, or undefined for the model's own or for detection. */
  readonly language?: string | undefined;
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/** One utterance of one session. Never shared, and never called concurrently. */
export interface AsrUtterance {
  /** Appends 16 kHz mono audio, ±1. No inference. */
  push(samples: Float32Array): void;
  /**
   * Recognises what was pushed so far. With `final`, the text settles and the utterance is over.
   * The cost stays a bounded multiple of the audio, however long the utterance.
   */
  recognise(final: boolean): Promise<AsrHypothesis>;
}

export interface AsrHypothesis {
  readonly text: string;
  /** UTF-16 length of the front part that later hypotheses keep. */
  readonly stableLength: number;
  /** 0 to 1, from the model's log probabilities. */
  readonly confidence: number;
  /**
   * 0 to 1: how probable it is that a word was said at all, whichever: one that begins as no hum, no grunt and no
   * invention on noise does. Undefined where the recogniser cannot tell, and once the first word is settled.
   */
  readonly wordProbability?: number | undefined;
  readonly language: string;
  /** 0 to 1: how surely a sentence may end with the last word. Undefined where the recogniser does not tell. */
  readonly sentenceEnd?: number | undefined;
  readonly words: readonly AsrWord[];
  /** Audio decoded for this utterance so far, over all passes. */
  readonly decodedMs: number;
}

/** Times in ms from the start of the utterance. */
export interface AsrWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}
