export interface Downsampler {
  /** Samples in ±1. */
  push(samples: Float32Array): void;
}

/** Zero crossings of the sinc on either side; with a Blackman window the stop band lies below −70 dB. */
const HALF_WIDTH = 24;
/** Share of the narrower Nyquist band that is kept; the transition fits in the rest and what folds is below speech. */
const CUTOFF = 0.93;

/**
 * A streaming resampler for an AudioWorklet, where nothing may be loaded or awaited: windowed sinc, one set of
 * coefficients for each phase that the two rates have (one for 48 → 16 kHz, 160 for 44.1 → 16 kHz).
 */
export function createDownsampler(
  inputRateHz: number,
  outputRateHz: number,
  onSample: (value: number) => void,
): Downsampler {
  const divisor = greatestCommonDivisor(Math.round(inputRateHz), outputRateHz);
  const phases = outputRateHz / divisor;
  const advance = Math.round(inputRateHz) / divisor;
  const bandwidth = CUTOFF * Math.min(1, outputRateHz / inputRateHz);
  const reach = Math.ceil(HALF_WIDTH / bandwidth);
  const taps = 2 * reach;
  const kernels = Array.from({ length: phases }, (_, phase) => kernel(phase / phases, reach, bandwidth));
  // Twice the length, written in two places, so that a window is always contiguous.
  const history = new Float32Array(2 * taps);
  let head = 0;
  /** Until the next output, in input samples × phases. */
  let due = reach * phases;

  return {
    push(samples) {
      for (const sample of samples) {
        history[head] = sample;
        history[head + taps] = sample;
        head = (head + 1) % taps;
        due -= phases;
        while (due < 0) {
          const coefficients = kernels[due + phases];
          let sum = 0;
          if (coefficients !== undefined) {
            for (let i = 0; i < taps; i += 1) sum += (history[head + i] ?? 0) * (coefficients[i] ?? 0);
          }
          onSample(sum);
          due += advance;
        }
      }
    },
  };
}

/** Coefficients for an output that lies `fraction` after the sample in the middle of the window. */
function kernel(fraction: number, reach: number, bandwidth: number): Float64Array {
  const taps = new Float64Array(2 * reach);
  let sum = 0;
  for (let i = 0; i < taps.length; i += 1) {
    const distance = i - (reach - 1) - fraction;
    const angle = Math.PI * distance * bandwidth;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    const turn = (Math.PI * distance) / reach;
    const window = Math.abs(distance) > reach ? 0 : 0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
    taps[i] = sinc * window;
    sum += sinc * window;
  }
  // Unity at DC for every phase: no phase may be louder than another.
  return taps.map((value) => value / sum);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
