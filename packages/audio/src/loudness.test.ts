import { describe, expect, it } from 'vitest';
import { gainToLoudnessDb, integratedLoudness } from './loudness.js';
import { concatFloat32 } from './pcm.js';
import { sine } from './tones.test-signals.js';

const at = (lufs: number, rateHz: number, seconds: number): Float32Array =>
  sine(997, rateHz, seconds, 10 ** ((lufs + 3.01) / 20));

describe('integrated loudness', () => {
  it.each([16_000, 24_000, 48_000])(
    'of a full-scale sine of 997 Hz in one channel is −3.01 LUFS, at %d Hz',
    (rateHz) => {
      expect(integratedLoudness(sine(997, rateHz, 5, 1), rateHz)).toBeCloseTo(-3.01, 1);
    },
  );

  it('follows the level (EBU Tech 3341, cases 1 and 2)', () => {
    expect(integratedLoudness(at(-23, 48_000, 10), 48_000)).toBeCloseTo(-23, 1);
    expect(integratedLoudness(at(-33, 48_000, 10), 48_000)).toBeCloseTo(-33, 1);
  });

  it('leaves out what is 10 LU quieter (EBU Tech 3341, case 3) and what is nearly silent', () => {
    const parts = [at(-36, 48_000, 10), at(-23, 48_000, 60), at(-36, 48_000, 10), at(-72, 48_000, 10)];
    expect(Math.abs(integratedLoudness(concatFloat32(parts), 48_000) + 23)).toBeLessThan(0.1);
  });

  it('weighs low sound less than high', () => {
    const low = integratedLoudness(sine(40, 48_000, 5, 0.5), 48_000);
    const high = integratedLoudness(sine(4000, 48_000, 5, 0.5), 48_000);
    expect(high - low).toBeGreaterThan(8);
  });

  it('of silence is −Infinity, and asks for no gain', () => {
    expect(integratedLoudness(new Float32Array(48_000), 48_000)).toBe(Number.NEGATIVE_INFINITY);
    expect(gainToLoudnessDb(new Float32Array(48_000), 48_000, -16)).toBe(0);
    expect(gainToLoudnessDb(at(-23, 48_000, 5), 48_000, -16)).toBeCloseTo(7, 1);
  });
});
