import { toDb } from './decibel.js';

/** Samples of context on each side of the gap that is interpolated. */
const SIDE = 6;
/** Where between two samples to look: 4-fold oversampling, as ITU-R BS.1770-4 annex 2 asks at 48 kHz. */
const PHASES = [0.25, 0.5, 0.75].map((place) => {
  const taps = Float32Array.from({ length: 2 * SIDE }, (_, i) => {
    const x = i - SIDE + 1 - place;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (SIDE + 0.5));
    return (window * Math.sin(Math.PI * x)) / (Math.PI * x);
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
});

/** How many samples after `at` `interSamplePeak` reads. */
export const TRUE_PEAK_LOOK_AHEAD = SIDE;

/** Largest magnitude of the waveform from sample `at` up to sample `at + 1`. Outside of the array is silence. */
export function interSamplePeak(samples: Float32Array, at: number): number {
  let largest = Math.abs(samples[at] ?? 0);
  for (const taps of PHASES) {
    let sum = 0;
    for (let i = 0; i < taps.length; i++) sum += (taps[i] as number) * (samples[at - SIDE + 1 + i] ?? 0);
    largest = Math.max(largest, Math.abs(sum));
  }
  return largest;
}

/** True peak in dBTP: what a converter makes of the samples may be higher than the samples. */
export function truePeakDb(samples: Float32Array): number {
  let largest = 0;
  for (let at = 0; at < samples.length; at++) largest = Math.max(largest, interSamplePeak(samples, at));
  return toDb(largest);
}
