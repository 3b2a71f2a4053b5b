/** Fades of 5 to 10 ms at every cut; shorter ones click, longer ones are heard as fades. */
const FADE_MS = 8;

/** Samples of a fade at a rate; of 8 ms unless another length is given. */
export const fadeSamples = (sampleRateHz: number, fadeMs: number = FADE_MS): number =>
  Math.round((sampleRateHz * fadeMs) / 1000);

/**
 * Fades the first `length` samples in, in place, along half a cosine (no kink at either end). A fade longer than
 * the samples is cut short at full gain.
 */
export function fadeIn(samples: Float32Array, length: number): void {
  const count = Math.min(length, samples.length);
  for (let i = 0; i < count; i++) samples[i] = (samples[i] ?? 0) * rise((i + 0.5) / count);
}

/** Fades the last `length` samples out, in place. */
export function fadeOut(samples: Float32Array, length: number): void {
  const count = Math.min(length, samples.length);
  const from = samples.length - count;
  for (let i = 0; i < count; i++) samples[from + i] = (samples[from + i] ?? 0) * rise(1 - (i + 0.5) / count);
}

const rise = (place: number): number => 0.5 - 0.5 * Math.cos(Math.PI * place);

/**
 * From one sound to another that is unlike it, at constant power: the end of `from` under the beginning of `to`.
 * Both have the same length; the result is new.
 */
export function crossfade(from: Float32Array, to: Float32Array): Float32Array {
  const out = new Float32Array(Math.min(from.length, to.length));
  for (let i = 0; i < out.length; i++) {
    const angle = (Math.PI / 2) * ((i + 0.5) / out.length);
    out[i] = (from[i] ?? 0) * Math.cos(angle) + (to[i] ?? 0) * Math.sin(angle);
  }
  return out;
}
