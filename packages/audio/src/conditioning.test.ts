import { describe, expect, it } from 'vitest';
import { createDcBlocker } from './dc-blocker.js';
import { peak, peakDb, rmsDb } from './level.js';
import { softClip } from './soft-clip.js';
import { sine } from './tones.test-signals.js';
import { truePeakDb } from './true-peak.js';

describe('conditioning', () => {
  it('takes a constant offset out and leaves speech frequencies', () => {
    const block = createDcBlocker(48_000);
    const samples = sine(200, 48_000, 1, 0.25).map((x) => x + 0.3);
    for (let at = 0; at < samples.length; at += 960) block(samples.subarray(at, at + 960));
    const tail = samples.subarray(24_000);
    expect(Math.abs(tail.reduce((sum, x) => sum + x, 0) / tail.length)).toBeLessThan(1e-3);
    expect(rmsDb(tail)).toBeCloseTo(rmsDb(sine(200, 48_000, 1, 0.25)), 0);
  });

  it('bends only what is loud, and never past full scale', () => {
    const samples = Float32Array.of(0.1, 0.79, -0.95, 3, -40);
    softClip(samples);
    expect(samples[0]).toBeCloseTo(0.1, 6);
    expect(samples[1]).toBeCloseTo(0.79, 6);
    expect(peak(samples)).toBeLessThanOrEqual(1);
    expect(Math.abs(samples[2] ?? 0)).toBeLessThan(0.95);
  });

  it('sees the peak that lies between the samples', () => {
    // A quarter of the rate, 45 degrees off: the samples miss every peak by 3 dB.
    const samples = Float32Array.from({ length: 2000 }, (_, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4));
    expect(peakDb(samples)).toBeCloseTo(-3.01, 1);
    expect(Math.abs(truePeakDb(samples.subarray(0, 1990)))).toBeLessThan(0.5);
  });
});
