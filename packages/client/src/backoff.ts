export interface BackoffOptions {
  /** Before the first attempt. Default 250. */
  readonly initialMs?: number;
  /** Default 8000. */
  readonly maxMs?: number;
  /** 0 to 1; spreads attempts so that many clients do not return at once. */
  readonly random?: () => number;
}

/** Time before the nth attempt (from 1): doubles, capped, less up to a quarter. */
export function backoffMs(attempt: number, options: BackoffOptions = {}): number {
  const { initialMs = 250, maxMs = 8000, random = Math.random } = options;
  const full = Math.min(maxMs, initialMs * 2 ** (attempt - 1));
  return Math.round(full * (1 - 0.25 * random()));
}
