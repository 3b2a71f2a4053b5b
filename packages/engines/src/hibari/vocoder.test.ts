import { concatFloat32 } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { createComplexFft } from './complex-fft.js';
import { BINS, FFT_SIZE, HOP_SAMPLES, VOICE_RATE_HZ } from './frame-size.js';
import { createPulseTrain } from './pulse-train.js';
import type { Spectra } from './spectra.js';
import { createVocoder } from './vocoder.js';

const FRAMES = 40;
const flat = (value: number): Float32Array => new Float32Array(BINS * FRAMES).fill(value);
const spectra = (over: Partial<Spectra> = {}): Spectra => ({
  frames: FRAMES,
  harmonicLog: flat(-30),
  harmonicPhase: flat(0),
  noiseLog: flat(-30),
  residualLog: flat(-30),
  residualPhase: flat(0),
  f0Hz: new Float32Array(FRAMES).fill(200),
  ...over,
});

async function render(input: Spectra, portion: number, seed = 1): Promise<Float32Array> {
  const vocoder = await createVocoder();
  const run = vocoder.start(input, 0, FRAMES, seed);
  const parts: Float32Array[] = [];
  while (!run.done) parts.push(run.next(portion));
  vocoder.close();
  return concatFloat32(parts);
}

describe('complex transform', () => {
  it('of 1200 points equals the sum it stands for, and comes back', async () => {
    const fft = await createComplexFft(FFT_SIZE);
    const input = Float32Array.from({ length: 2 * FFT_SIZE }, (_, i) => Math.sin(i * i * 0.37));
    fft.data.set(input);
    fft.forward();
    for (const bin of [0, 1, 7, 599, 600, 1199]) {
      let [real, imaginary] = [0, 0];
      for (let n = 0; n < FFT_SIZE; n++) {
        const angle = (-2 * Math.PI * ((bin * n) % FFT_SIZE)) / FFT_SIZE;
        const [x, y] = [input[2 * n] ?? 0, input[2 * n + 1] ?? 0];
        real += x * Math.cos(angle) - y * Math.sin(angle);
        imaginary += x * Math.sin(angle) + y * Math.cos(angle);
      }
      expect(fft.data[2 * bin]).toBeCloseTo(real, 2);
      expect(fft.data[2 * bin + 1]).toBeCloseTo(imaginary, 2);
    }
    fft.backward();
    let worst = 0;
    for (let i = 0; i < input.length; i++)
      worst = Math.max(worst, Math.abs((fft.data[i] ?? 0) / FFT_SIZE - (input[i] ?? 0)));
    expect(worst).toBeLessThan(1e-5);
    fft.close();
  });
});

describe('pulse train', () => {
  it('is the sum of the harmonics of f0 below 11 kHz', () => {
    const train = createPulseTrain(new Float32Array(4).fill(240));
    const out = new Float32Array(4 * HOP_SAMPLES);
    for (let frame = 0; frame < 4; frame++) train.hop(frame, out, frame * HOP_SAMPLES);
    for (const n of [0, 1, 49, 99, 100, 517, 1111]) {
      let sum = 0;
      for (let h = 1; h <= 45; h++) sum += Math.cos((2 * Math.PI * h * 240 * (n + 1)) / VOICE_RATE_HZ);
      expect(Math.abs((out[n] ?? 0) - sum)).toBeLessThan(0.02);
    }
  });

  it('is silent where the voice is', () => {
    const out = new Float32Array(HOP_SAMPLES).fill(1);
    createPulseTrain(new Float32Array(4)).hop(0, out, 0);
    expect(out.every((x) => x === 0)).toBe(true);
  });
});

describe('vocoder', () => {
  it('gives back the pulses when the filter does nothing', async () => {
    const out = await render(spectra({ harmonicLog: flat(0) }), 8);
    // A unit cosine weighs 300 in the analysis, so the filter's gain is 1/300.
    const train = createPulseTrain(new Float32Array(FRAMES).fill(200));
    const pulses = new Float32Array(FRAMES * HOP_SAMPLES);
    for (let frame = 0; frame < FRAMES; frame++) train.hop(frame, pulses, frame * HOP_SAMPLES);
    // The result begins one hop before frame 0.
    let worst = 0;
    for (let i = 3000; i < 9000; i++)
      worst = Math.max(worst, Math.abs((out[i + HOP_SAMPLES] ?? 0) * 300 - (pulses[i] ?? 0)));
    expect(worst).toBeLessThan(0.05);
  });

  it('gives the same sound however it is portioned, and another for another seed only in its noise', async () => {
    const voice = spectra({ harmonicLog: flat(0), noiseLog: flat(0) });
    const whole = await render(voice, FRAMES);
    expect(await render(voice, 2)).toEqual(whole);
    expect(await render(voice, 1, 2)).not.toEqual(whole);
    expect(await render(spectra({ harmonicLog: flat(0) }), 2, 2)).toEqual(
      await render(spectra({ harmonicLog: flat(0) }), 8),
    );
  });

  it('makes noise of the level that the spectrum says', async () => {
    const out = await render(spectra({ noiseLog: flat(0) }), 8);
    const middle = out.subarray(3000, 9000);
    const meanSquare = middle.reduce((sum, x) => sum + x * x, 0) / middle.length;
    // Each bin has power 2; through the inverse transform and four windows of mean square 3/8 over 1.5.
    const expected = (2 * (3 / 8) * 4) / FFT_SIZE / 1.5 ** 2;
    expect(10 * Math.log10(meanSquare / expected)).toBeGreaterThan(-1);
    expect(10 * Math.log10(meanSquare / expected)).toBeLessThan(1);
  });
});
