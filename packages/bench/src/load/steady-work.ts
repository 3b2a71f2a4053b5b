/** A million additions: about a millisecond, without memory, without waiting. */
const STEPS = 1_000_000;

/** How long the same work takes just now, in ms. What is beyond its usual time the machine took for others. */
export function steadyWork(): number {
  const startMs = performance.now();
  let sum = 0;
  for (let step = 0; step < STEPS; step += 1) sum = (sum + step) | 0;
  // The sum is used, so that the loop is not left out.
  return performance.now() - startMs + (sum === 1 ? 1 : 0);
}
