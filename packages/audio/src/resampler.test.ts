import { ParleyError } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { concatFloat32 } from './pcm.js';
import { createResampler, resample } from './resampler.js';
import { sine, toneAmplitude } from './tones.test-signals.js';

const PAIRS = [
  [24_000, 48_000],
  [22_050, 48_000],
  [44_100, 48_000],
  [48_000, 16_000],
  [16_000, 48_000],
  [8_000, 16_000],
] as const;

/** The middle of a signal: its edges hold the filter's onset. */
const middle = (samples: Float32Array): Float32Array =>
  samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4));

const db = (ratio: number): number => 20 * Math.log10(Math.max(ratio, 1e-9));

describe('resampler', () => {
  it.each(PAIRS)('keeps the level of 1 kHz from %d to %d Hz within 0.5 dB', async (fromHz, toHz) => {
    const out = await resample(sine(1000, fromHz, 1, 0.5), fromHz, toHz);
    expect(Math.abs(db(toneAmplitude(middle(out), 1000, toHz) / 0.5))).toBeLessThan(0.5);
  });

  it.each(PAIRS)('has no alias or image above −60 dB from %d to %d Hz', async (fromHz, toHz) => {
    const nyquistHz = Math.min(fromHz, toHz) / 2;
    if (toHz < fromHz) {
      // A tone that the new rate cannot hold must vanish.
      const out = await resample(sine(nyquistHz * 1.25, fromHz, 1, 0.5), fromHz, toHz);
      const peak = middle(out).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      expect(db(peak / 0.5)).toBeLessThan(-60);
    } else {
      const toneHz = nyquistHz * 0.75;
      const out = await resample(sine(toneHz, fromHz, 1, 0.5), fromHz, toHz);
      expect(db(toneAmplitude(middle(out), fromHz - toneHz, toHz) / 0.5)).toBeLessThan(-60);
    }
  });

  it.each(PAIRS)('gives the same stream however the input is cut, from %d to %d Hz', async (fromHz, toHz) => {
    const input = sine(440, fromHz, 0.7, 0.3).map((x, i) => x + 0.2 * Math.sin(i * i * 1e-5));
    const whole = await resample(input, fromHz, toHz);
    const resampler = await createResampler({ fromHz, toHz });
    const parts: Float32Array[] = [];
    for (let at = 0, step = 1; at < input.length; at += step, step = (step * 7 + 3) % 977) {
      parts.push(resampler.process(input.subarray(at, at + step)));
      if (step === 0) step = 1;
    }
    parts.push(resampler.flush());
    const streamed = concatFloat32(parts);
    expect(streamed.length).toBe(whole.length);
    expect(streamed.length).toBe(Math.round((input.length * toHz) / fromHz));
    let worst = 0;
    for (let i = 0; i < whole.length; i++)
      worst = Math.max(worst, Math.abs((whole[i] ?? 0) - (streamed[i] ?? 0)));
    expect(worst).toBeLessThan(1e-6);
    resampler.close();
  });

  it('keeps a tone in phase, so that sample positions map by the ratio of the rates', async () => {
    const out = await resample(sine(1000, 24_000, 0.5, 0.5), 24_000, 48_000);
    const wanted = sine(1000, 48_000, 0.5, 0.5);
    for (let i = 2000; i < 20_000; i++) expect(Math.abs((out[i] ?? 0) - (wanted[i] ?? 0))).toBeLessThan(2e-3);
  });

  it('can be used again after flush and reset', async () => {
    const resampler = await createResampler({ fromHz: 24_000, toHz: 48_000 });
    const input = sine(300, 24_000, 0.1, 0.5);
    const first = concatFloat32([resampler.process(input), resampler.flush()]);
    resampler.process(input);
    resampler.reset();
    const second = concatFloat32([resampler.process(input), resampler.flush()]);
    expect(second).toEqual(first);
    resampler.close();
    resampler.close();
    expect(() => resampler.process(input)).toThrow(ParleyError);
  });

  it('copies when the rates are equal', async () => {
    const resampler = await createResampler({ fromHz: 48_000, toHz: 48_000 });
    const input = new Float32Array([0.1, 0.2]);
    expect(resampler.process(input)).toEqual(input);
    expect(resampler.process(input)).not.toBe(input);
    expect(resampler.flush().length).toBe(0);
  });

  it('refuses impossible rates', async () => {
    await expect(createResampler({ fromHz: 0, toHz: 48_000 })).rejects.toThrow(ParleyError);
    await expect(createResampler({ fromHz: 48_000, toHz: Number.NaN })).rejects.toThrow(ParleyError);
  });
});
