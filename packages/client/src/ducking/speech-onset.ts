export interface SpeechOnsetOptions {
  /** How far above the noise floor counts. Default 15 dB. */
  readonly overFloorDb?: number;
  /** Never below this level. Default −45 dBFS. */
  readonly leastDbfs?: number;
  /** Loud 10 ms windows wanted among the last four. Default 3. */
  readonly loudWindows?: number;
}

export interface SpeechOnsetDetector {
  /** True once, when this audio holds the start of something that may be speech. */
  push(samples: Int16Array, sampleRateHz: number): boolean;
}

const WINDOW_MS = 10;
const MEMORY_WINDOWS = 4;
/** The floor rises by 3 dB a second and falls at once. */
const FLOOR_RISE_DB = 0.03;
/** Quiet that must pass before the next onset: 300 ms. */
const QUIET_WINDOWS = 30;

/**
 * A quick guess at the edge: energy above a tracked noise floor. It may be wrong, for a hold can be undone; the
 * server's voice activity detection decides.
 */
export function createSpeechOnsetDetector(options: SpeechOnsetOptions = {}): SpeechOnsetDetector {
  const { overFloorDb = 15, leastDbfs = -45, loudWindows = 3 } = options;
  let floorDb = -60;
  let recent = 0;
  let quiet = QUIET_WINDOWS;
  let squares = 0;
  let count = 0;

  function window(levelDb: number): boolean {
    floorDb = Math.min(levelDb, floorDb + FLOOR_RISE_DB);
    const loud = levelDb > Math.max(leastDbfs, floorDb + overFloorDb);
    recent = ((recent << 1) | (loud ? 1 : 0)) & ((1 << MEMORY_WINDOWS) - 1);
    const wasQuiet = quiet >= QUIET_WINDOWS;
    if (!loud) quiet += 1;
    let bits = 0;
    for (let rest = recent; rest > 0; rest >>= 1) bits += rest & 1;
    if (bits < loudWindows) return false;
    quiet = 0;
    return wasQuiet;
  }

  return {
    push(samples, sampleRateHz) {
      let onset = false;
      const length = (sampleRateHz * WINDOW_MS) / 1000;
      for (const sample of samples) {
        squares += sample * sample;
        count += 1;
        if (count < length) continue;
        const level = 10 * Math.log10(squares / count / 32_768 ** 2 + 1e-10);
        onset = window(Math.max(-90, level)) || onset;
        squares = 0;
        count = 0;
      }
      return onset;
    },
  };
}
