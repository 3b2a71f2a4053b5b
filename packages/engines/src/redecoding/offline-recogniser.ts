/**
 * A recogniser that hears one stretch of audio at a time and writes it down from the start, as token sequences.
 * `createRedecodingUtterance` makes a live recogniser of it.
 */
export interface OfflineRecogniser {
  /** Recognises 16 kHz mono audio, ±1. Nothing is kept between calls. */
  transcribe(samples: Float32Array, options?: TranscribeOptions): Promise<OfflineTranscript>;
  /** The text of some tokens, without the space in front of the first word. */
  textOf(tokens: readonly number[]): string;
  /** True for a token whose text begins a new word (not a suffix, not a mark of punctuation). */
  beginsWord(token: number): boolean;
}

export interface TranscribeOptions {
  /** Tokens that the result begins with, whatever the audio says; default none. They cost one pass, not one each. */
  readonly prefixTokens?: readonly number[] | undefined;
  /**
   * Tokens that will probably follow the prefix. They change nothing but the time: as many of them as the audio
   * confirms cost one pass together. A recogniser may ignore them. Default none.
   */
  readonly draftTokens?: readonly number[] | undefined;
  /**
   * Forbids an empty result when no prefix is given: the model has to say what it would say, if it said anything.
   * Default true. An invention on noise that such force brings out is dropped (`OfflineTranscript.dropped`).
   */
  readonly forceStart?: boolean | undefined;
}

export interface OfflineTranscript {
  /** The prefix and what followed, without start and end marks. */
  readonly tokens: readonly number[];
  /** Natural log of the model's probability of each token, those of the prefix included. */
  readonly logProbs: readonly number[];
  readonly text: string;
  /**
   * 0 to 1: how surely a sentence may end with the last word, by what the model would write behind it. Undefined where
   * nothing was said.
   */
  readonly sentenceEnd?: number | undefined;
  /** False where the token limit or a loop of the decoder cut the result. */
  readonly ended: boolean;
  /** What the model invented on audio without speech; `tokens` and `text` are empty then. */
  readonly dropped?: string;
  /** As in `AsrHypothesis`; undefined with a prefix. */
  readonly wordProbability?: number | undefined;
}
