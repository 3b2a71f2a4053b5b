/** Frames of 20 ms at 16 kHz. */
export const ACTIVITY_FRAME_SAMPLES = 320;
export const ACTIVITY_FRAME_MS = 20;

/** How much history sets the levels: 10 s. */
const LEVEL_FRAMES = 500;
/** Below −66 dBFS nothing is speech: the noise of a 16-bit wire. */
const LEAST_THRESHOLD = 0.0005;

/** Loudness of an utterance in 20 ms frames: tells pauses from speech, well enough to choose where not to decode. */
export interface SpeechActivity {
  /** Whole frames heard so far. */
  readonly frameCount: number;
  push(samples: Float32Array): void;
  /** Root mean square of a frame; 0 outside. */
  rms(frame: number): number;
  /** What separates pauses from speech now, from the quietest and the loudest of the last 10 s. */
  threshold(): number;
  /** Frames louder than the threshold in [from, to). */
  activeFrames(from: number, to: number): number;
}

export function createSpeechActivity(): SpeechActivity {
  const levels: number[] = [];
  let sum = 0;
  let filled = 0;
  let knownThreshold = LEAST_THRESHOLD;
  let knownAt = 0;

  const push = (samples: Float32Array): void => {
    for (const sample of samples) {
      sum += sample * sample;
      filled++;
      if (filled === ACTIVITY_FRAME_SAMPLES) {
        levels.push(Math.sqrt(sum / ACTIVITY_FRAME_SAMPLES));
        sum = 0;
        filled = 0;
      }
    }
  };
  const threshold = (): number => {
    if (knownAt !== levels.length) {
      knownThreshold = thresholdOf(levels.slice(-LEVEL_FRAMES));
      knownAt = levels.length;
    }
    return knownThreshold;
  };
  const activeFrames = (from: number, to: number): number => {
    const level = threshold();
    let count = 0;
    for (let frame = Math.max(0, from); frame < Math.min(to, levels.length); frame++) {
      if ((levels[frame] ?? 0) > level) count++;
    }
    return count;
  };
  return {
    get frameCount() {
      return levels.length;
    },
    push,
    rms: (frame) => levels[frame] ?? 0,
    threshold,
    activeFrames,
  };
}

/** 8 dB over the noise floor or 28 dB under the speech, whichever is louder, and always 12 dB under the speech. */
function thresholdOf(levels: number[]): number {
  levels.sort((a, b) => a - b);
  const floor = levels[Math.floor(levels.length * 0.1)] ?? 0;
  const speech = levels[Math.floor(levels.length * 0.95)] ?? 0;
  return Math.max(LEAST_THRESHOLD, Math.min(speech * 0.25, Math.max(floor * 2.5, speech * 0.04)));
}
