import { BINS, FFT_SIZE } from './frame-size.js';
import { createNoiseTable } from './noise.js';
import type { Spectra } from './spectra.js';
import { createExpTable, createTanhCosTable, createTanhSinTable, lookUp } from './tables.js';

/**
 * Turns the transform of two frames of pulses, packed as one complex signal, into that of two frames of speech, in
 * place. `random` chooses the noise.
 */
export type Shaper = (spectra: Spectra, first: number, second: number, random: () => number) => void;

/** What a frame of speech is, bin by bin: the pulses' bin times (turnReal + i·turnImaginary), plus the rest. */
interface FrameShape {
  readonly turnReal: Float32Array;
  readonly turnImaginary: Float32Array;
  readonly addReal: Float32Array;
  readonly addImaginary: Float32Array;
}

/** A shaper that works on `data`, the 2 × 1200 numbers of the transform. */
export function createShaper(data: Float32Array): Shaper {
  const exp = createExpTable();
  const tanhCos = createTanhCosTable();
  const tanhSin = createTanhSinTable();
  const noise = createNoiseTable();
  const noiseStarts = (noise.length - 2 * BINS) / 2;
  const firstShape = createFrameShape();
  const secondShape = createFrameShape();

  const evaluate = (spectra: Spectra, frame: number, noiseAt: number, shape: FrameShape): void => {
    const { frames, harmonicLog, harmonicPhase, noiseLog, residualLog, residualPhase } = spectra;
    const { turnReal, turnImaginary, addReal, addImaginary } = shape;
    for (let bin = 0; bin < BINS; bin++) {
      const at = bin * frames + frame;
      const gain = lookUp(exp, harmonicLog[at] as number);
      const turn = harmonicPhase[at] as number;
      turnReal[bin] = gain * lookUp(tanhCos, turn);
      turnImaginary[bin] = gain * lookUp(tanhSin, turn);
      const noiseGain = lookUp(exp, noiseLog[at] as number);
      const residualGain = lookUp(exp, residualLog[at] as number);
      const angle = residualPhase[at] as number;
      addReal[bin] = noiseGain * (noise[noiseAt + 2 * bin] as number) + residualGain * Math.cos(angle);
      addImaginary[bin] =
        noiseGain * (noise[noiseAt + 2 * bin + 1] as number) + residualGain * Math.sin(angle);
    }
  };

  return (spectra, first, second, random) => {
    evaluate(spectra, first, 2 * Math.floor(random() * noiseStarts), firstShape);
    evaluate(spectra, second, 2 * Math.floor(random() * noiseStarts), secondShape);
    const a = firstShape;
    const b = secondShape;
    for (let bin = 0; bin < BINS; bin++) {
      const mirror = bin === 0 ? 0 : FFT_SIZE - bin;
      const xReal = data[2 * bin] as number;
      const xImaginary = data[2 * bin + 1] as number;
      const yReal = data[2 * mirror] as number;
      const yImaginary = data[2 * mirror + 1] as number;
      // Transform of the real part, which is the first frame, and of the imaginary part, which is the second.
      const [pr, pi] = [(xReal + yReal) / 2, (xImaginary - yImaginary) / 2];
      const [qr, qi] = [(xImaginary + yImaginary) / 2, (yReal - xReal) / 2];
      const [ar, ai] = [a.turnReal[bin] as number, a.turnImaginary[bin] as number];
      const [br, bi] = [b.turnReal[bin] as number, b.turnImaginary[bin] as number];
      const firstReal = pr * ar - pi * ai + (a.addReal[bin] as number);
      const firstImaginary = pr * ai + pi * ar + (a.addImaginary[bin] as number);
      const secondReal = qr * br - qi * bi + (b.addReal[bin] as number);
      const secondImaginary = qr * bi + qi * br + (b.addImaginary[bin] as number);
      if (bin === 0 || bin === BINS - 1) {
        // The ends of a real signal's spectrum are real.
        data[2 * bin] = firstReal;
        data[2 * bin + 1] = secondReal;
        continue;
      }
      data[2 * bin] = firstReal - secondImaginary;
      data[2 * bin + 1] = firstImaginary + secondReal;
      data[2 * mirror] = firstReal + secondImaginary;
      data[2 * mirror + 1] = secondReal - firstImaginary;
    }
  };
}

function createFrameShape(): FrameShape {
  return {
    turnReal: new Float32Array(BINS),
    turnImaginary: new Float32Array(BINS),
    addReal: new Float32Array(BINS),
    addImaginary: new Float32Array(BINS),
  };
}
