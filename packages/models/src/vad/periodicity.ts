/** The audio is looked at with a quarter of its rate: pitch needs no more, and it costs a sixteenth. */
const DECIMATION = 4;
/** Lags of 400 to 60 Hz at 4 kHz: where voices have their pitch. */
const MIN_LAG = 10;
const MAX_LAG = 66;

/**
 * How much a window of 16 kHz audio repeats itself at the pitch of a voice: the highest normalised autocorrelation,
 * 0 to 1. Vowels come near 1; noise of any colour, breath and keys stay under 0.5.
 */
export function periodicityOf(samples: Float32Array): number {
  const count = Math.floor(samples.length / DECIMATION);
  const slow = new Float64Array(count);
  let mean = 0;
  for (let n = 0; n < count; n++) {
    let sum = 0;
    for (let k = 0; k < DECIMATION; k++) sum += samples[n * DECIMATION + k] as number;
    slow[n] = sum;
    mean += sum / count;
  }
  for (let n = 0; n < count; n++) slow[n] = (slow[n] as number) - mean;
  let best = 0;
  for (let lag = MIN_LAG; lag <= Math.min(MAX_LAG, count / 2); lag++) {
    let product = 0;
    let energyA = 0;
    let energyB = 0;
    for (let n = lag; n < count; n++) {
      const a = slow[n] as number;
      const b = slow[n - lag] as number;
      product += a * b;
      energyA += a * a;
      energyB += b * b;
    }
    const scale = Math.sqrt(energyA * energyB);
    if (scale > 0) best = Math.max(best, product / scale);
  }
  return best;
}
