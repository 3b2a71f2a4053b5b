/**
 * Bends samples above `knee` (default 0.8) smoothly towards 1, in place; below it nothing changes. For audio of
 * unknown level, where a limiter's look-ahead is not wanted.
 */
export function softClip(samples: Float32Array, knee = 0.8): void {
  const room = 1 - knee;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] ?? 0;
    const size = Math.abs(x);
    if (size > knee) samples[i] = Math.sign(x) * (knee + room * Math.tanh((size - knee) / room));
  }
}
