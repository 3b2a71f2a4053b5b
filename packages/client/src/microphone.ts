/** Takes mono s16 audio as it is captured, in pieces of any length. */
export type AudioListener = (samples: Int16Array, sampleRateHz: number) => void;

/** A source of the person's voice. A real one never stops: while muted it gives silence. */
export interface Microphone {
  /** Opens the device. Throws `DeviceError`. */
  start(listener: AudioListener): Promise<void>;
  muted: boolean;
  close(): Promise<void>;
}
