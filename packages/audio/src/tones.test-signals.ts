/** Signals and measures for the tests of this package. */

/** A sine of `seconds` at `amplitude` (±1), starting at phase 0. */
export function sine(toneHz: number, sampleRateHz: number, seconds: number, amplitude: number): Float32Array {
  const out = new Float32Array(Math.round(seconds * sampleRateHz));
  for (let i = 0; i < out.length; i++)
    out[i] = amplitude * Math.sin((2 * Math.PI * toneHz * i) / sampleRateHz);
  return out;
}

/** Amplitude of one frequency in a signal, through a Hann window (side lobes below −90 dB away from the tone). */
export function toneAmplitude(samples: Float32Array, toneHz: number, sampleRateHz: number): number {
  let real = 0;
  let imaginary = 0;
  let weight = 0;
  for (let i = 0; i < samples.length; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length);
    const angle = (2 * Math.PI * toneHz * i) / sampleRateHz;
    real += window * (samples[i] ?? 0) * Math.cos(angle);
    imaginary += window * (samples[i] ?? 0) * Math.sin(angle);
    weight += window;
  }
  return (2 * Math.hypot(real, imaginary)) / weight;
}
