/** Takes a constant offset out of a stream, in place. A first-order high pass at `cutoffHz` (default 20, below speech). */
export function createDcBlocker(sampleRateHz: number, cutoffHz = 20): (samples: Float32Array) => void {
  const pole = Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz);
  let input = 0;
  let output = 0;
  return (samples) => {
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i] ?? 0;
      output = x - input + pole * output;
      input = x;
      samples[i] = output;
    }
  };
}
