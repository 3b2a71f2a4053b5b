/**
 * Tells at the edge when the person begins to speak, before the server can know. It may be wrong: a hold can be
 * undone, and the server decides. Belongs to the client it was given to.
 */
export interface SpeechDetector {
  /**
   * `onOnset` is called once for each time speech begins, `onSpeech` several times a second for as long as it lasts, by
   * detectors that can tell. A detector that fails to load stays silent.
   */
  start(onOnset: () => void, onSpeech: () => void): void;
  /** Mono s16 audio of the person, as it is captured. */
  push(samples: Int16Array, sampleRateHz: number): void;
  /** Idempotent. */
  close(): void;
}
