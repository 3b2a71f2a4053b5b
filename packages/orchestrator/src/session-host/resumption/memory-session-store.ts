import type { Clock } from '@parley/session';
import { SESSION_TTL_MS, type SessionStore, type StoredSession } from './session-store.js';

export interface MemorySessionStoreOptions {
  readonly clock: Clock;
  /** Default `SESSION_TTL_MS`. */
  readonly ttlMs?: number | undefined;
  /** Beyond it the one that was saved longest ago is forgotten. Default 10 000. */
  readonly maxSessions?: number | undefined;
}

interface Entry {
  readonly session: StoredSession;
  readonly epoch: number;
  readonly savedMs: number;
}

/** Sessions of one process. */
export function createMemorySessionStore(options: MemorySessionStoreOptions): SessionStore {
  const { clock, ttlMs = SESSION_TTL_MS, maxSessions = 10_000 } = options;
  const entries = new Map<string, Entry>();

  /** The oldest save is in front: every save puts its entry at the end. */
  function expire(): void {
    for (const [token, entry] of entries) {
      if (clock.nowMs() - entry.savedMs < ttlMs) return;
      entries.delete(token);
    }
  }

  function put(token: string, epoch: number, session: StoredSession): void {
    entries.delete(token);
    entries.set(token, { session, epoch, savedMs: clock.nowMs() });
    const [oldest] = entries.keys();
    if (entries.size > maxSessions && oldest !== undefined) entries.delete(oldest);
  }

  return {
    claim(token) {
      expire();
      const entry = entries.get(token);
      if (entry === undefined) return Promise.resolve(undefined);
      const epoch = entry.epoch + 1;
      put(token, epoch, entry.session);
      return Promise.resolve({ session: entry.session, epoch });
    },
    save(token, epoch, session) {
      expire();
      const entry = entries.get(token);
      if (entry !== undefined && entry.epoch > epoch) return Promise.resolve(false);
      put(token, epoch, session);
      return Promise.resolve(true);
    },
    forget(token, epoch) {
      if (entries.get(token)?.epoch === epoch) entries.delete(token);
      return Promise.resolve();
    },
    close() {
      entries.clear();
      return Promise.resolve();
    },
  };
}
