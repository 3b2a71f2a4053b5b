import { describe, expect, it } from 'vitest';
import { findClicks, findGaps } from './defects.js';
import { crossfade, fadeIn, fadeOut, fadeSamples } from './fade.js';
import { rmsDb } from './level.js';
import { concatFloat32 } from './pcm.js';
import { sine } from './tones.test-signals.js';

const RATE = 48_000;
const silence = new Float32Array(RATE / 10);

describe('clicks and fades', () => {
  it('finds a tone that is cut off, and not one that is faded', () => {
    const cut = sine(220, RATE, 0.1, 0.5).subarray(0, 4747);
    fadeIn(cut, fadeSamples(RATE));
    expect(findClicks(concatFloat32([silence, cut, silence]), { sampleRateHz: RATE })).toHaveLength(1);
    const faded = cut.slice();
    fadeOut(faded, fadeSamples(RATE, 5));
    expect(findClicks(concatFloat32([silence, faded, silence]), { sampleRateHz: RATE })).toEqual([]);
  });

  it('finds a frame that is missing from a tone', () => {
    const tone = sine(300, RATE, 0.3, 0.3);
    const broken = concatFloat32([tone.subarray(0, 4800), tone.subarray(5840)]);
    const [click] = findClicks(broken, { sampleRateHz: RATE });
    expect(Math.abs((click?.atSample ?? 0) - 4800)).toBeLessThan(3);
  });

  it('does not take noise for clicks', () => {
    let state = 1;
    const noise = Float32Array.from({ length: RATE }, () => {
      state = (state * 16_807) % 2_147_483_647;
      return 0.5 * (state / 2_147_483_647 - 0.5);
    });
    expect(findClicks(noise, { sampleRateHz: RATE })).toEqual([]);
  });

  it('crosses from one sound to another at constant power', () => {
    const mixed = crossfade(sine(440, RATE, 1, 0.5), sine(1313, RATE, 1, 0.5));
    for (let at = 0; at + 4800 <= mixed.length; at += 4800) {
      expect(Math.abs(rmsDb(mixed.subarray(at, at + 4800)) - rmsDb(sine(440, RATE, 1, 0.5)))).toBeLessThan(
        0.5,
      );
    }
  });

  it('measures silences', () => {
    const tone = sine(440, RATE, 0.05, 0.5);
    expect(findGaps(concatFloat32([tone, silence, tone]), { sampleRateHz: RATE })).toEqual([
      { from: expect.closeTo(2400, -1), to: expect.closeTo(7200, -1) },
    ]);
    expect(findGaps(tone, { sampleRateHz: RATE })).toEqual([]);
  });
});
