import { describe, expect, it } from 'vitest';
import { createWhisperFeatures, MEL_BANDS } from './whisper-features.js';

const WINDOW = 128_000;
const voice = (length: number) =>
  Float32Array.from({ length }, (_, n) => {
    const t = n / 16_000;
    return (
      0.2 * Math.sin(2 * Math.PI * 140 * t) + 0.1 * Math.sin(2 * Math.PI * 1900 * t) * Math.sin(3 * t) + 0.01
    );
  });

/** One cell by the definition: normalise, mirror, Hann, transform, triangle, logarithm. */
function powerByDefinition(
  audio: Float32Array,
  frame: number,
  lowHz: number,
  centreHz: number,
  highHz: number,
): number {
  const mean = audio.reduce((sum, x) => sum + x, 0) / audio.length;
  const variance = audio.reduce((sum, x) => sum + (x - mean) ** 2, 0) / audio.length;
  const at = (n: number) => {
    const mirrored = n < 0 ? -n : n >= audio.length ? 2 * audio.length - 2 - n : n;
    return ((audio[mirrored] as number) - mean) / Math.sqrt(variance + 1e-7);
  };
  let power = 0;
  for (let bin = 0; bin <= 200; bin++) {
    const hz = bin * 40;
    const weight = Math.max(
      0,
      Math.min((hz - lowHz) / (centreHz - lowHz), (highHz - hz) / (highHz - centreHz)),
    );
    if (weight === 0) continue;
    let re = 0;
    let im = 0;
    for (let n = 0; n < 400; n++) {
      const value = at(frame * 160 - 200 + n) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 400));
      re += value * Math.cos((2 * Math.PI * bin * n) / 400);
      im -= value * Math.sin((2 * Math.PI * bin * n) / 400);
    }
    power += (re * re + im * im) * weight * (2 / (highHz - lowHz));
  }
  return power;
}

describe('whisper features', () => {
  const features = createWhisperFeatures(WINDOW);

  it('are what the definition gives', () => {
    const audio = voice(WINDOW);
    const cells = features.extract(audio).slice();
    expect(cells).toHaveLength(MEL_BANDS * 800);
    // Slaney's scale has its bands 37.2 Hz apart below 1 kHz: band b rises from there, b times.
    const step = (200 / 3) * (45.245640471924965 / 81);
    for (const [band, frame] of [
      [2, 0],
      [3, 399],
      [10, 400],
      [20, 799],
    ] as const) {
      const power = powerByDefinition(audio, frame, band * step, (band + 1) * step, (band + 2) * step);
      expect(cells[band * 800 + frame]).toBeCloseTo((Math.log10(power) + 4) / 4, 5);
    }
  });

  it('hear the last 8 s only, and zeros before what is shorter', () => {
    const long = voice(WINDOW + 5000);
    expect(features.extract(long).slice()).toEqual(features.extract(long.slice(5000)).slice());
    for (const length of [1, 333, 16_000, 127_990]) {
      const audio = voice(length);
      const padded = new Float32Array(WINDOW);
      padded.set(audio, WINDOW - length);
      const expected = features.extract(padded).slice();
      const actual = features.extract(audio);
      const worst = actual.reduce(
        (most, value, n) => Math.max(most, Math.abs(value - (expected[n] as number))),
        0,
      );
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('stay finite on silence and on nothing', () => {
    for (const audio of [new Float32Array(WINDOW), new Float32Array(0)]) {
      expect(features.extract(audio).every(Number.isFinite)).toBe(true);
    }
  });
});
