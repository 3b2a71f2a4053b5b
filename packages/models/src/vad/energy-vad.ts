import { createNoiseFloor, levelOf, type NoiseFloor, type NoiseFloorOptions } from './noise-floor.js';
import { periodicityOf } from './periodicity.js';

/** From here on a window has a pitch and is not learnt as background. White noise reaches 0.45. */
const VOICED = 0.6;

export interface EnergyVerdict {
  /** 0 to 1; 0.5 exactly at the threshold. */
  readonly probability: number;
  /** Under the threshold that the background gives. */
  readonly gated: boolean;
  /** Over that threshold, but not over it times the multiplier. */
  readonly stateGated: boolean;
}

/**
 * Voice activity from loudness alone, for machines without a model: a window is speech when it is well above the
 * background, which is learnt from windows that are quiet or have no pitch, so that a steady voice is never taken
 * for background. One for each stream; costs some 10 µs a window.
 */
export interface EnergyVad {
  readonly noiseFloor: NoiseFloor;
  /**
   * Judges 32 ms of 16 kHz audio. `multiplier` raises the threshold: above 1 while the agent speaks, so that its
   * echo does not interrupt it. What is learnt does not depend on it.
   */
  judge(samples: Float32Array, multiplier?: number): EnergyVerdict;
}

export function createEnergyVad(options: NoiseFloorOptions = {}): EnergyVad {
  const noiseFloor = createNoiseFloor(options);
  return {
    noiseFloor,
    judge: (samples, multiplier = 1) => {
      const level = levelOf(samples);
      if (level < noiseFloor.threshold || periodicityOf(samples) < VOICED) noiseFloor.learn(level);
      const threshold = noiseFloor.threshold;
      const power = (level / (threshold * multiplier)) ** 2;
      return {
        probability: power / (1 + power),
        gated: level < threshold,
        stateGated: level >= threshold && level < threshold * multiplier,
      };
    },
  };
}
