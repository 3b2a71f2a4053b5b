import type { Turn } from '@parley/session';

/** What a person would miss if their session were lost. */
export interface StoredSession {
  /** UUID v4, the same over all its connections. */
  readonly id: string;
  readonly turns: readonly Turn[];
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
}

export interface ClaimedSession {
  readonly session: StoredSession;
  /** Higher than that of every owner before. */
  readonly epoch: number;
}

/**
 * Sessions by resume token, each with one owner at a time: who claims it gets a higher epoch, and who owned it before
 * can save no more. One interface, a memory and a Redis implementation, one contract suite. Entries go when nobody has
 * saved them for the time to live. Every method rejects with `ParleyError` CONNECTION_ERROR when the store is away.
 */
export interface SessionStore {
  /** Undefined: there is no such session, or it is too long ago. */
  claim(token: string): Promise<ClaimedSession | undefined>;
  /** False when another has claimed it since: then nothing is written. */
  save(token: string, epoch: number, session: StoredSession): Promise<boolean>;
  /** Without effect when another has claimed it since. */
  forget(token: string, epoch: number): Promise<void>;
  close(): Promise<void>;
}

/** How long a session can be taken up again after its owner was last heard of. */
export const SESSION_TTL_MS = 30_000;
