import type { Clock } from '@parley/session';

/** Which worker served a session last, so that a voice with state (a cached reference, a prefix) stays warm. */
export interface Affinity {
  get(sessionId: string): string | undefined;
  set(sessionId: string, worker: string): void;
  delete(sessionId: string): void;
}

export interface AffinityOptions {
  readonly clock: Clock;
  /** Default 3 600 000. */
  readonly ttlMs?: number | undefined;
  /** Sessions remembered; the longest unused is forgotten first. Default 10 000. */
  readonly maxSessions?: number | undefined;
}

export function createAffinity(options: AffinityOptions): Affinity {
  const { clock, ttlMs = 3_600_000, maxSessions = 10_000 } = options;
  const known = new Map<string, { readonly worker: string; readonly untilMs: number }>();
  return {
    get(sessionId) {
      const entry = known.get(sessionId);
      if (entry === undefined) return undefined;
      if (entry.untilMs > clock.nowMs()) return entry.worker;
      known.delete(sessionId);
      return undefined;
    },
    set(sessionId, worker) {
      // Deleted first, so that the map's order is the order of use.
      known.delete(sessionId);
      known.set(sessionId, { worker, untilMs: clock.nowMs() + ttlMs });
      if (known.size > maxSessions) {
        const oldest = known.keys().next().value;
        if (oldest !== undefined) known.delete(oldest);
      }
    },
    delete: (sessionId) => {
      known.delete(sessionId);
    },
  };
}
