import type { AsrHypothesis, AsrOptions } from '@parley/engines';

/** Payload of the lane's `recognise`: the audio of an utterance since the last pass. The first one opens it. */
export interface RecogniseRequest {
  /** Unique in the worker. */
  readonly utterance: number;
  readonly modelId: string;
  readonly options: AsrOptions;
  readonly sampleRateHz: number;
  /** Mono s16, moved to the lane. */
  readonly pcm: Int16Array<ArrayBuffer>;
  /** The utterance is over and forgotten with this pass. */
  readonly final: boolean;
}

export interface RecogniseResult {
  readonly hypothesis: AsrHypothesis;
  readonly workMs: number;
}
