/** Loudness as EBU R128 and ITU-R BS.1770-4 define it: K-weighted mean square over gated blocks of 400 ms. */

const BLOCK_MS = 400;
const STEP_MS = 100;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/**
 * Integrated loudness of mono audio in LUFS; −Infinity for silence and for less than 400 ms. Loudness of mono as
 * one channel: a sine of 997 Hz at full scale is −3.01.
 */
export function integratedLoudness(samples: Float32Array, sampleRateHz: number): number {
  const weighted = filter(filter(samples, headShelf(sampleRateHz)), lowCut(sampleRateHz));
  const step = Math.round((sampleRateHz * STEP_MS) / 1000);
  const stepPowers: number[] = [];
  for (let at = 0; at + step <= weighted.length; at += step) {
    let sum = 0;
    for (let i = at; i < at + step; i++) sum += (weighted[i] ?? 0) ** 2;
    stepPowers.push(sum / step);
  }
  const stepsPerBlock = BLOCK_MS / STEP_MS;
  const blocks: number[] = [];
  for (let at = 0; at + stepsPerBlock <= stepPowers.length; at++) {
    blocks.push(mean(stepPowers.slice(at, at + stepsPerBlock)));
  }
  const audible = blocks.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = lufs(mean(audible)) + RELATIVE_GATE_LU;
  return lufs(mean(audible.filter((power) => lufs(power) > gate)));
}

/** The gain in dB that takes audio to a loudness; 0 for silence. */
export function gainToLoudnessDb(samples: Float32Array, sampleRateHz: number, targetLufs: number): number {
  const gainDb = targetLufs - integratedLoudness(samples, sampleRateHz);
  return Number.isFinite(gainDb) ? gainDb : 0;
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The two stages of the K weighting as analogue prototypes, so that they fit any sample rate; at 48 kHz the
 * coefficients are those of BS.1770-4, tables 1 and 2 (parameters: De Man, "Evaluation of Implementations of the
 * EBU R128 Loudness Measurement", AES 145, 2018).
 */
function headShelf(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

function lowCut(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

function filter(samples: Float32Array, { b, a }: Biquad): Float32Array {
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < out.length; i++) {
    const x = samples[i] ?? 0;
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    out[i] = y;
  }
  return out;
}
