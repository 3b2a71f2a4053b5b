import { randomBytes } from 'node:crypto';
import type { SessionEndReason } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock, Timer } from '@parley/session';
import type { ClaimedSession, SessionStore, StoredSession } from './session-store.js';

/** A session whose client came back, now owned here. */
export interface RestoredSession extends ClaimedSession {
  readonly token: string;
}

/** Keeps sessions so that they can go on elsewhere: saves them as they change, and ends those that do. */
export interface Resumption {
  /** Undefined: unknown, or too long ago. Rejects with `ParleyError` when the store is away. */
  restore(token: string): Promise<RestoredSession | undefined>;
  /** Begins to keep a session; a restored one under the token it has. */
  keep(session: KeptSession, restored: RestoredSession | undefined): Keeping;
  /** Writes what is not yet written. The store stays with its owner. */
  close(): Promise<void>;
}

export interface KeptSession {
  /** Default: a random one, or that of the session that goes on. */
  readonly token?: string | undefined;
  readonly snapshot: () => StoredSession;
  /** It goes on elsewhere: it must be silent at once. */
  readonly onLost: () => void;
}

export interface Keeping {
  readonly token: string;
  /** Something was said or heard: saved soon. */
  changed(): void;
  ended(reason: SessionEndReason): void;
}

export interface ResumptionOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The ends after which a client may come back; the others mean that it is over. */
const RESUMABLE: ReadonlySet<SessionEndReason> = new Set(['client_disconnect', 'shutdown', 'error']);
/** An owner that is silent for longer has lost the session; also how soon one that was replaced notices. */
const RENEW_MS = 5_000;
const SAVE_DELAY_MS = 100;
/** 192 bits, so that nobody guesses one. */
const TOKEN_BYTES = 24;

export function createResumption({ store, clock, logger }: ResumptionOptions): Resumption {
  /** Of the sessions that run here: ends one, and resolves when it is written. */
  const running = new Map<string, () => Promise<void>>();
  const writing = new Set<Promise<void>>();

  function keep(session: KeptSession, restored: RestoredSession | undefined): Keeping {
    const token = restored?.token ?? session.token ?? randomBytes(TOKEN_BYTES).toString('base64url');
    const epoch = restored?.epoch ?? 0;
    let over = false;
    let timer: Timer | undefined;
    let last: Promise<void> = Promise.resolve();

    /** One after the other, so that an older state never overwrites a newer one. */
    function write(action: () => Promise<void>): void {
      const done = last.then(action).catch((thrown: unknown) => {
        logger.debug({ err: thrown }, 'a session was not saved; tried again soon');
      });
      last = done;
      writing.add(done);
      void done.finally(() => writing.delete(done));
    }

    async function save(stored: StoredSession): Promise<void> {
      if (await store.save(token, epoch, stored)) return;
      if (over) return;
      logger.warn({ session_id: stored.id }, 'a session goes on elsewhere, and ends here');
      session.onLost();
    }

    function saveIn(delayMs: number): void {
      timer?.cancel();
      timer = clock.setTimer(delayMs, () => {
        const stored = session.snapshot();
        write(() => save(stored));
        saveIn(RENEW_MS);
      });
    }

    async function lose(): Promise<void> {
      session.onLost();
      await last;
    }

    running.set(token, lose);
    saveIn(0);
    return {
      token,
      changed: () => {
        if (!over) saveIn(SAVE_DELAY_MS);
      },
      ended(reason) {
        if (over) return;
        over = true;
        timer?.cancel();
        if (running.get(token) === lose) running.delete(token);
        const stored = session.snapshot();
        write(RESUMABLE.has(reason) ? () => save(stored) : () => store.forget(token, epoch));
      },
    };
  }

  return {
    keep,
    async restore(token) {
      // A connection that is lost may not have been noticed yet.
      await running.get(token)?.();
      const claimed = await store.claim(token);
      return claimed === undefined ? undefined : { ...claimed, token };
    },
    async close() {
      await Promise.all(writing);
    },
  };
}
