import type { TtsOptions } from '@parley/engines';

/** Payload of the lane's `speak`: one generation. */
export interface SpeakRequest {
  readonly modelId: string;
  readonly options: TtsOptions;
  /** Frames that may be made before the next `demand`. */
  readonly demandFrames: number;
}

/** To a running `speak`. */
export type SpeakInput =
  | { readonly kind: 'text'; readonly sequence: number; readonly text: string }
  | { readonly kind: 'finish' }
  /** Frames that may be made since the beginning of the generation. */
  | { readonly kind: 'demand'; readonly frames: number };

/** From a running `speak`; the buffer is moved, not copied. */
export interface SpokenAudio {
  readonly pcm: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  readonly words: readonly LaneWord[];
  /** Pieces of text whose audio is complete with this. */
  readonly textsDone: number;
  /** The generation ends with these frames; there may be none. */
  readonly final: boolean;
  /** Time that the engine took for this, in ms. */
  readonly workMs: number;
  /** `performance.timeOrigin + performance.now()` when the frames were made, for measuring. */
  readonly madeAtMs: number;
}

/** A `WordMark` of the wire with plain numbers. */
export interface LaneWord {
  readonly text_sequence_number: number;
  readonly text_offset: number;
  readonly text_length: number;
  readonly start_sample: number;
  readonly end_sample: number;
}
