/** What goes to the VAD lane within its one call: windows to judge, or word that a stream has ended. */
export type ToVad =
  | {
      /** Whose windows these are, oldest first; a stream may be there more than once. */
      readonly streams: readonly number[];
      /** The windows, one after the other. */
      readonly samples: Float32Array;
    }
  | { readonly ended: number };

/** What comes back: the verdicts of one run, one a stream; those of a stream come in the order of its windows. */
export interface FromVad {
  readonly streams: readonly number[];
  readonly probabilities: Float32Array;
  /** What the model took; undefined where it was not needed. */
  readonly elapsedMs: number | undefined;
}

/** What the lane is started with. */
export interface VadLaneData {
  readonly modelPath: string;
}
