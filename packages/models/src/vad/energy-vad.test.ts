import { describe, expect, it } from 'vitest';
import { createEnergyVad } from './energy-vad.js';
import { periodicityOf } from './periodicity.js';

/** Reproducible white noise of an RMS in 16-bit units. */
function noiseSource(seed: number) {
  let state = seed;
  return (level: number) =>
    Float32Array.from({ length: 512 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return ((state / 2 ** 32 - 0.5) * Math.sqrt(12) * level) / 32_768;
    });
}
/** A vowel: harmonics of a pitch, of an RMS in 16-bit units. */
function vowel(level: number, at: number, pitchHz = 130) {
  return Float32Array.from({ length: 512 }, (_, n) => {
    const phase = (2 * Math.PI * pitchHz * (at * 512 + n)) / 16_000;
    const wave = Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(5 * phase);
    return (wave / Math.sqrt(0.76)) * (level / 32_768);
  });
}

describe('the energy engine', () => {
  it.each([20, 100, 250, 1000])(
    'takes steady noise of RMS %i for background, from its first window',
    (level) => {
      const vad = createEnergyVad();
      const noise = noiseSource(7);
      for (let n = 0; n < 300; n++) expect(vad.judge(noise(level)).probability).toBeLessThan(0.35);
      expect(vad.noiseFloor.floor).toBeGreaterThan(level * 0.9);
      expect(vad.noiseFloor.floor).toBeLessThan(level * 1.1);
    },
  );

  it('hears a voice above it, and never gets used to a steady one', () => {
    const vad = createEnergyVad();
    const noise = noiseSource(3);
    for (let n = 0; n < 50; n++) vad.judge(noise(100));
    const { floor } = vad.noiseFloor;
    for (let n = 0; n < 500; n++)
      expect(vad.judge(vowel(1500, n))).toMatchObject({ gated: false, stateGated: false });
    expect(vad.noiseFloor.floor).toBe(floor);
  });

  it('wants more from a voice while the multiplier is up, and says so', () => {
    const vad = createEnergyVad({ minThreshold: 200 });
    expect(vad.judge(vowel(300, 0), 1).probability).toBeGreaterThan(0.5);
    const verdict = vad.judge(vowel(300, 1), 2);
    expect(verdict.probability).toBeLessThan(0.5);
    expect(verdict).toMatchObject({ gated: false, stateGated: true });
  });

  it('is at one half exactly at the threshold', () => {
    const vad = createEnergyVad({ minThreshold: 200 });
    // White noise measured as voice would be learnt; a vowel at the threshold is not.
    const samples = vowel(200, 0);
    const level = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / 512) * 32_768;
    expect(vad.judge(samples, level / 200).probability).toBeCloseTo(0.5, 6);
  });
});

it('periodicity tells vowels from noise', () => {
  const noise = noiseSource(11);
  for (let n = 0; n < 200; n++) expect(periodicityOf(noise(500))).toBeLessThan(0.6);
  for (const pitchHz of [80, 130, 220, 350])
    expect(periodicityOf(vowel(500, 0, pitchHz))).toBeGreaterThan(0.9);
  expect(periodicityOf(new Float32Array(512))).toBe(0);
});
