/** A figure is a distribution, never one number. */
export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Nearest-rank percentiles. Throws on an empty list: a figure without samples is no figure. */
export function summarise(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new Error('no samples');
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    n: sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: round(sorted.at(-1) ?? 0),
  };
}

/** One nearest-rank percentile; `fraction` 0.9 is the 90th. */
export function percentileOf(samples: readonly number[], fraction: number): number {
  return percentile(
    [...samples].sort((a, b) => a - b),
    fraction,
  );
}

/** Upper end of the 95 % confidence interval of a rate of which `failures` in `trials` were seen (Clopper-Pearson). */
export function upperBound95(failures: number, trials: number): number {
  if (failures >= trials) return 1;
  let low = failures / trials;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (binomialCdf(failures, trials, middle) > 0.05) low = middle;
    else high = middle;
  }
  return round(high, 4);
}

function binomialCdf(successes: number, trials: number, rate: number): number {
  let term = (1 - rate) ** trials;
  let sum = term;
  for (let k = 1; k <= successes; k += 1) {
    term *= ((trials - k + 1) / k) * (rate / (1 - rate));
    sum += term;
  }
  return sum;
}

function percentile(sorted: readonly number[], fraction: number): number {
  return round(sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? 0);
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
