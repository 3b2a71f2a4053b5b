import { type ComplexFft, createComplexFft } from './complex-fft.js';
import { FFT_SIZE, HOP_SAMPLES, HOPS_PER_WINDOW } from './frame-size.js';
import { createRandom } from './noise.js';
import { createPulseTrain } from './pulse-train.js';
import { createShaper, type Shaper } from './shaper.js';
import type { Spectra } from './spectra.js';

/** One piece of speech being turned into sound, in order. */
export interface VocoderRun {
  /** Works through the next `frames` frames (rounded up to even) and returns the samples that are final by then. */
  next(frames: number): Float32Array;
  readonly done: boolean;
}

/**
 * Turns spectra into sound: S = e^lh·e^(iπ·tanh θ)·STFT(pulses) + e^ln·noise + e^lr·e^(iφ), then the inverse STFT.
 * Any number of runs may be open; each call is synchronous. Owns its transform until `close()`.
 */
export interface Vocoder {
  /** Frames `from` (inclusive) to `to` (exclusive) of the spectra; the result has 300·(to − from) samples. */
  start(spectra: Spectra, from: number, to: number, seed: number): VocoderRun;
  close(): void;
}

/** The squared Hann windows of four overlapping hops add up to 1.5. */
const OVERLAP_GAIN = 1.5;

export async function createVocoder(): Promise<Vocoder> {
  const fft = await createComplexFft(FFT_SIZE);
  const window = Float32Array.from(
    { length: FFT_SIZE },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT_SIZE),
  );
  const analysis = window.map((w) => w / (FFT_SIZE / 4));
  const synthesis = window.map((w) => w / (FFT_SIZE * OVERLAP_GAIN));
  const shape = createShaper(fft.data);
  return {
    start: (spectra, from, to, seed) =>
      createRun({ fft, analysis, synthesis, shape }, spectra, from, to, seed),
    close: () => fft.close(),
  };
}

interface Parts {
  readonly fft: ComplexFft;
  readonly analysis: Float32Array;
  readonly synthesis: Float32Array;
  readonly shape: Shaper;
}

function createRun(parts: Parts, spectra: Spectra, from: number, to: number, seed: number): VocoderRun {
  const { fft, analysis, synthesis, shape } = parts;
  const random = createRandom(seed);
  const train = createPulseTrain(spectra.f0Hz);
  // Five hops: the windows of two neighbouring frames.
  const pulses = new Float32Array(FFT_SIZE + HOP_SAMPLES);
  const sum = new Float32Array(FFT_SIZE + HOP_SAMPLES);
  for (let hop = 0; hop < from - 2; hop++) train.hop(hop, pulses, 0);
  // A frame's window begins two hops before it. What a run begins with is silent, so nothing is missed.
  for (let hop = 0; hop < HOPS_PER_WINDOW - 1; hop++) train.hop(from - 2 + hop, pulses, hop * HOP_SAMPLES);
  let frame = from;
  let leadIn = 1;

  const pair = (out: Float32Array, outAt: number): number => {
    for (let hop = 0; hop < 2; hop++) {
      train.hop(frame + 1 + hop, pulses, (HOPS_PER_WINDOW - 1 + hop) * HOP_SAMPLES);
    }
    const data = fft.data;
    for (let i = 0; i < FFT_SIZE; i++) {
      const weight = analysis[i] as number;
      data[2 * i] = (pulses[i] as number) * weight;
      data[2 * i + 1] = (pulses[i + HOP_SAMPLES] as number) * weight;
    }
    fft.forward();
    const second = frame + 1 < to ? frame + 1 : frame;
    shape(spectra, frame, second, random);
    fft.backward();
    for (let i = 0; i < FFT_SIZE; i++) {
      const weight = synthesis[i] as number;
      sum[i] = (sum[i] as number) + (data[2 * i] as number) * weight;
      sum[i + HOP_SAMPLES] = (sum[i + HOP_SAMPLES] as number) + (data[2 * i + 1] as number) * weight;
    }
    // Two hops are final. The very first lies before the first frame's own hop and is left out.
    const ready = sum.subarray(leadIn * HOP_SAMPLES, 2 * HOP_SAMPLES);
    out.set(ready, outAt);
    leadIn = 0;
    pulses.copyWithin(0, 2 * HOP_SAMPLES);
    sum.copyWithin(0, 2 * HOP_SAMPLES);
    sum.fill(0, FFT_SIZE - HOP_SAMPLES);
    frame += 2;
    return ready.length;
  };

  return {
    next(frames) {
      const pairs = Math.min(Math.ceil(frames / 2), Math.ceil((to - frame) / 2));
      const out = new Float32Array(Math.max(pairs, 0) * 2 * HOP_SAMPLES);
      let length = 0;
      for (let i = 0; i < pairs; i++) length += pair(out, length);
      return length === out.length ? out : out.slice(0, length);
    },
    get done() {
      return frame >= to;
    },
  };
}
