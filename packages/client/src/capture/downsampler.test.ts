import { describe, expect, it } from 'vitest';
import { createDownsampler } from './downsampler.js';

function resampled(rateHz: number, frequencyHz: number, seconds = 1): number[] {
  const output: number[] = [];
  const downsampler = createDownsampler(rateHz, 16_000, (value) => output.push(value));
  const input = Float32Array.from({ length: rateHz * seconds }, (_, i) =>
    Math.sin((2 * Math.PI * frequencyHz * i) / rateHz),
  );
  for (let i = 0; i < input.length; i += 128) downsampler.push(input.subarray(i, i + 128));
  return output;
}

function levelDb(samples: readonly number[]): number {
  const middle = samples.slice(1000, -1000);
  const power = middle.reduce((sum, value) => sum + value * value, 0) / middle.length;
  return 10 * Math.log10(2 * power + 1e-20);
}

describe.each([48_000, 44_100, 96_000, 32_000, 16_000, 22_050, 8000])('downsampler from %i Hz', (rateHz) => {
  it('keeps the length and a 1 kHz tone', () => {
    const output = resampled(rateHz, 1000);
    expect(Math.abs(output.length - 16_000)).toBeLessThan(100);
    expect(Math.abs(levelDb(output))).toBeLessThan(0.1);
    const steps = output.slice(1000, -1000).map((value, i, all) => Math.abs(value - (all[i - 1] ?? value)));
    expect(Math.max(...steps)).toBeLessThan(2 * Math.sin(Math.PI / 16) + 0.01);
  });
});

describe.each([48_000, 44_100, 96_000])('downsampler from %i Hz', (rateHz) => {
  it('keeps speech up to 6.8 kHz and nothing that would fold', () => {
    expect(Math.abs(levelDb(resampled(rateHz, 6800)))).toBeLessThan(1);
    for (const frequencyHz of [8800, 10_000, 15_000, 19_000]) {
      expect(levelDb(resampled(rateHz, frequencyHz))).toBeLessThan(-60);
    }
  });
});
