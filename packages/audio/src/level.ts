import { toDb } from './decibel.js';

/** Root mean square, ±1 scale. 0 for no samples. */
export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Largest absolute sample. */
export function peak(samples: Float32Array): number {
  let largest = 0;
  for (const sample of samples) largest = Math.max(largest, Math.abs(sample));
  return largest;
}

/** RMS in dBFS (0 is a square wave at full scale, a full sine −3.01); −Infinity for silence. */
export const rmsDb = (samples: Float32Array): number => toDb(rms(samples));

/** Sample peak in dBFS. */
export const peakDb = (samples: Float32Array): number => toDb(peak(samples));
