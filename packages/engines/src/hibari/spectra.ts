/** What the net says about a piece of speech. Spectra are stored bin by bin: value of frame f in bin b at b·frames + f. */
export interface Spectra {
  readonly frames: number;
  /** Log magnitude and phase parameter of the voiced part. */
  readonly harmonicLog: Float32Array;
  readonly harmonicPhase: Float32Array;
  /** Log magnitude of the noise. */
  readonly noiseLog: Float32Array;
  /** Log magnitude and phase of what is neither. */
  readonly residualLog: Float32Array;
  readonly residualPhase: Float32Array;
  readonly f0Hz: Float32Array;
}
