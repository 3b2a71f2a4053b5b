import type { Level } from './playout/speaker.js';

export interface LevelMeter {
  /** Audio in ±1 or in s16. */
  push(samples: Int16Array | Float32Array, sampleRateHz: number): void;
}

const WINDOW_MS = 20;

/** Tells the level of every 20 ms of audio, whatever the pieces it comes in. */
export function createLevelMeter(onLevel: (level: Level) => void): LevelMeter {
  let squares = 0;
  let peak = 0;
  let count = 0;
  return {
    push(samples, sampleRateHz) {
      const window = (sampleRateHz * WINDOW_MS) / 1000;
      const scale = samples instanceof Int16Array ? 1 / 32_768 : 1;
      for (const sample of samples) {
        const value = sample * scale;
        squares += value * value;
        peak = Math.max(peak, Math.abs(value));
        count += 1;
        if (count < window) continue;
        onLevel({ rms: Math.sqrt(squares / count), peak });
        squares = 0;
        peak = 0;
        count = 0;
      }
    },
  };
}
