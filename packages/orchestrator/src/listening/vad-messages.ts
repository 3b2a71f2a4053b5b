/** What goes to the VAD lane within its one call: a window to judge, or word that a stream has ended. */
export type ToVad =
  | { readonly stream: number; readonly samples: Float32Array }
  | { readonly stream: number; readonly ended: true };

/** What comes back: the verdicts of one run, one a stream; those of a stream come in the order of its windows. */
export interface FromVad {
  readonly streams: readonly number[];
  readonly probabilities: Float32Array;
}

/** What the lane is started with. */
export interface VadLaneData {
  readonly modelPath: string;
}
