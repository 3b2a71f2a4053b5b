import type { Clock } from '@parley/session';

/** How often each address may do something: a bucket of tokens for every one. */
export interface RateLimit {
  /** Takes one token. 0 when there was one, else the ms until the next. */
  take(address: string): number;
}

export interface RateLimitOptions {
  readonly clock: Clock;
  readonly perMinute: number;
  /** Default: a quarter of a minute's, at least 5. */
  readonly burst?: number | undefined;
  /** Addresses that are remembered; the longest unseen goes first. Default 10 000. */
  readonly maxAddresses?: number | undefined;
}

export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { clock, perMinute, maxAddresses = 10_000 } = options;
  const burst = options.burst ?? Math.max(5, Math.ceil(perMinute / 4));
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  return {
    take(address) {
      const nowMs = clock.nowMs();
      const known = buckets.get(address) ?? { tokens: burst, atMs: nowMs };
      // Taken out and put back: a Map keeps the order, so that the first is the longest unseen.
      buckets.delete(address);
      const tokens = Math.min(burst, known.tokens + (nowMs - known.atMs) * perMs);
      const granted = tokens >= 1;
      buckets.set(address, { tokens: granted ? tokens - 1 : tokens, atMs: nowMs });
      if (buckets.size > maxAddresses) {
        const oldest = buckets.keys().next();
        if (oldest.done !== true) buckets.delete(oldest.value);
      }
      return granted ? 0 : Math.ceil((1 - tokens) / perMs);
    },
  };
}
