/** How the level of the background is learnt. Levels are RMS in 16-bit units (32,768 is full scale). */
export interface NoiseFloorOptions {
  /** Non-speech frames remembered. Default 100. */
  readonly windowSize?: number | undefined;
  /** Which of their levels is the floor: low, so that a cough among them does not count. Default 0.25. */
  readonly percentile?: number | undefined;
  /** Speech is this many times louder than the floor. Default 2.5 (8 dB). */
  readonly thresholdMultiplier?: number | undefined;
  /** The threshold is never lower. Default 200 (-44 dBFS). */
  readonly minThreshold?: number | undefined;
  /** Frames between two looks at the levels, after the first ten. Default 10. */
  readonly updateIntervalFrames?: number | undefined;
}

export interface NoiseFloor {
  /** Level of the background. 0 until something was learnt. */
  readonly floor: number;
  /** Level from which a frame can be speech. */
  readonly threshold: number;
  /** Learns from a frame that is no speech. */
  learn(level: number): void;
}

export function createNoiseFloor(options: NoiseFloorOptions = {}): NoiseFloor {
  const { windowSize = 100, percentile = 0.25, thresholdMultiplier = 2.5 } = options;
  const { minThreshold = 200, updateIntervalFrames = 10 } = options;
  const levels = new Float64Array(windowSize);
  let learnt = 0;
  let floor = 0;
  return {
    get floor() {
      return floor;
    },
    get threshold() {
      return Math.max(minThreshold, floor * thresholdMultiplier);
    },
    learn: (level) => {
      levels[learnt % windowSize] = level;
      learnt++;
      if (learnt > 10 && learnt % updateIntervalFrames !== 0) return;
      const sorted = levels.slice(0, Math.min(learnt, windowSize)).sort();
      floor = sorted[Math.floor((sorted.length - 1) * percentile)] ?? 0;
    },
  };
}

/** RMS of samples of ±1, in 16-bit units. */
export function levelOf(samples: Float32Array): number {
  let squares = 0;
  // By index: walking a typed array makes an object of each sample, a third of all that a server allocated.
  for (let at = 0; at < samples.length; at += 1) squares += (samples[at] ?? 0) ** 2;
  return Math.sqrt(squares / Math.max(1, samples.length)) * 32_768;
}
