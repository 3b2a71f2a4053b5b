/** Audio in portions of at most `portionSamples`, so that a stop is heard between them. */
export function* portions(samples: Float32Array, portionSamples: number): Generator<Float32Array> {
  for (let at = 0; at < samples.length; at += portionSamples) {
    yield samples.subarray(at, at + portionSamples);
  }
}

/** 100 ms. */
export const PORTIONS_PER_SECOND = 10;
