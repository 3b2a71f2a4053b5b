import type { ExecutionProvider, Inference } from '@parley/models';

/**
 * What a family of voices implements, in one file. An engine runs inside a lane (a worker thread or a child
 * process), so inference may block; between two yields the lane serves its other sessions.
 */
export interface TtsEngine {
  /** Matches `family` in the model catalogue. */
  readonly family: string;
  /** Loads the model's files. Called once a lane; throws `ParleyError` with the command that mends it. */
  loadVoice(model: EngineModel): Promise<TtsVoice>;
}

/** A model of the catalogue whose files are on this machine. */
export interface EngineModel {
  readonly id: string;
  readonly family: string;
  /** Folder that holds the model's files, named as in the catalogue. Undefined for models without files. */
  readonly directory: string | undefined;
  readonly languages: readonly string[];
  /** Settings of the catalogue entry and the worker configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What its nets shall run on where the engine can choose. Default `cpu`. */
  readonly executionProvider?: ExecutionProvider | undefined;
}

export interface TtsVoice {
  /** What its nets run on; undefined for voices without any here. */
  readonly inference?: Inference | undefined;
  readonly sampleRateHz: number;
  readonly languages: readonly string[];
  /** Names of the session options it honours; others are reported to the client. */
  readonly options: readonly string[];
  /**
   * Speaks one piece of text (a sentence or a clause), yielding audio as soon as it is there. Nothing is computed
   * ahead of the consumer: when it does not pull, nothing runs. Ends early, without an error, when `signal` aborts.
   */
  synthesize(text: string, options: TtsOptions, signal: AbortSignal): AsyncIterable<TtsAudio>;
  close(): Promise<void>;
}

export interface TtsOptions {
  /** 0.5 to 2; default 1. */
  readonly speed?: number | undefined;
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  /** All session options as given. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

export interface TtsAudio {
  /** Mono, ±1, at the voice's rate; usually 20 to 200 ms. */
  readonly samples: Float32Array;
  /** Words whose audio begins in `samples`. */
  readonly words: readonly TtsWord[];
}

/** Offsets are UTF-16 units of the text given to `synthesize`; samples count from its start at the voice's rate. */
export interface TtsWord {
  readonly textOffset: number;
  readonly textLength: number;
  readonly startSample: number;
  readonly endSample: number;
}
