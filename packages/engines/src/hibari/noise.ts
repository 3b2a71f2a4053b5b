/** Normal numbers made once and read from changing places: a frame costs one number of a generator, not 1,202. */
const TABLE_SIZE = 1 << 16;

/**
 * White noise that is the same for the same seed, so that a text always gives the same bytes.
 * xorshift32 (Marsaglia, 2003) with the Box-Muller transform.
 */
export function createNoiseTable(): Float32Array {
  const random = createRandom(0x9e37_79b9);
  const table = new Float32Array(TABLE_SIZE);
  for (let i = 0; i < TABLE_SIZE; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(random() + 2 ** -33));
    const angle = 2 * Math.PI * random();
    table[i] = radius * Math.cos(angle);
    table[i + 1] = radius * Math.sin(angle);
  }
  return table;
}

/** Numbers from 0 to 1 (exclusive). `seed` must not be 0. */
export function createRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
