import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.js';
import { concatFloat32 } from './pcm.js';
import { sine } from './tones.test-signals.js';
import { truePeakDb } from './true-peak.js';

const RATE = 24_000;

/** Speech-like bursts: a tone whose level jumps every 60 ms, up to 9 dB above full scale. */
function bursts(): Float32Array {
  return sine(173, RATE, 1, 1).map((x, i) => {
    const burst = Math.floor(i / 1440);
    return x * ([0.1, 2.8, 0.4, 1.4][burst % 4] ?? 0) + (i % 977 === 0 ? 2 : 0);
  });
}

function limit(input: Float32Array, cut: number): Float32Array {
  const limiter = createLimiter({ sampleRateHz: RATE });
  const parts: Float32Array[] = [];
  for (let at = 0; at < input.length; at += cut) parts.push(limiter.process(input.subarray(at, at + cut)));
  parts.push(limiter.flush());
  return concatFloat32(parts);
}

describe('limiter', () => {
  it('passes audio below the ceiling unchanged, in place and at full length', () => {
    const input = sine(440, RATE, 0.3, 0.7);
    expect(limit(input, 333)).toEqual(input);
  });

  it('keeps every peak below the ceiling, between the samples too', () => {
    const out = limit(bursts(), 480);
    expect(out.every(Number.isFinite)).toBe(true);
    expect(truePeakDb(out)).toBeLessThan(-1.4);
    // The same measure must fail on what went in.
    expect(truePeakDb(bursts())).toBeGreaterThan(8);
  });

  it('gives the same audio however the input is cut', () => {
    expect(limit(bursts(), 7)).toEqual(limit(bursts(), 5000));
  });

  it('lets the gain come back after a peak', () => {
    const input = sine(440, RATE, 1, 0.5);
    input[2000] = 3;
    const out = limit(input, 480);
    const ratio = Math.abs((out[20_015] ?? 0) / (input[20_015] ?? 1));
    expect(ratio).toBeGreaterThan(0.99);
  });
});
