import { ParleyError } from '@parley/protocol';
import type { Clock, Timer } from '@parley/session';

/**
 * Lets people into rooms one after another while the machine is busy, in the order they came. Of many who enter in one
 * moment each is greeted as late as the last, and on a busy machine too late for all; one at a time, the first is
 * greeted at once.
 */
export interface JoinDoor {
  /**
   * Resolves when it is the turn of this room's person. Rejects with `ParleyError` LIMIT_EXCEEDED when that takes longer
   * than `waitMs` or too many wait, and when `signal` is aborted.
   */
  enter(room: string, waitMs: number, signal?: AbortSignal): Promise<void>;
  /** They are in or will not come: it is the next one's turn. Happens by itself after a while. Idempotent. */
  entered(room: string): void;
  /** How many wait. */
  readonly waiting: number;
  /** Refuses who waits. Idempotent. */
  close(): void;
}

export interface JoinDoorOptions {
  readonly clock: Clock;
  /** Who enter at once on a busy machine, and every `LOOK_MS` on one that is not. */
  readonly atOnce: number;
  /** The share of the machine's processors that was idle since the last call, 0 to 1. */
  readonly idleShare: () => number;
}

/** How often those who wait are looked at: a connection that begins shows in the load by then. */
const LOOK_MS = 150;
/** More than this idle: whoever else enters slows nobody down. */
const IDLE_ENOUGH = 0.4;
/** Who has a token and does not come keeps the turn for so long. */
const TURN_MS = 4000;
/** More than these would wait longer than people do. */
const MAX_WAITING = 100;
/** The fewest seconds for a retry in HTTP. */
const RETRY_MS = 1000;

interface Waiting {
  readonly admit: () => void;
  readonly refuse: (reason: string) => void;
}

export function createJoinDoor({ clock, atOnce, idleShare }: JoinDoorOptions): JoinDoor {
  const entering = new Map<string, Timer>();
  const waiting = new Set<Waiting>();
  let look: Timer | undefined;
  let closed = false;

  function admit(room: string): void {
    entering.set(
      room,
      clock.setTimer(TURN_MS, () => entered(room)),
    );
  }

  function entered(room: string): void {
    entering.get(room)?.cancel();
    if (entering.delete(room) && entering.size < atOnce) next(1);
  }

  function next(count: number): void {
    for (const one of [...waiting].slice(0, count)) one.admit();
  }

  function watch(): void {
    if (look !== undefined || closed) return;
    // What was idle before somebody waited does not matter.
    idleShare();
    const again = (): void => {
      look = undefined;
      if (waiting.size === 0) return;
      if (idleShare() > IDLE_ENOUGH) next(atOnce);
      look = clock.setTimer(LOOK_MS, again);
    };
    look = clock.setTimer(LOOK_MS, again);
  }

  return {
    async enter(room, waitMs, signal) {
      if (!closed && waiting.size === 0 && entering.size < atOnce) {
        admit(room);
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const settle = (): void => {
          waiting.delete(one);
          timer.cancel();
          signal?.removeEventListener('abort', onAbort);
        };
        const one: Waiting = {
          admit() {
            settle();
            admit(room);
            resolve();
          },
          refuse(reason) {
            settle();
            reject(new ParleyError('LIMIT_EXCEEDED', reason, { retryAfterMs: RETRY_MS }));
          },
        };
        const onAbort = (): void => one.refuse('Who waited has gone.');
        const timer = clock.setTimer(waitMs, () => one.refuse('Too many people are entering rooms now.'));
        waiting.add(one);
        signal?.addEventListener('abort', onAbort);
        if (closed) one.refuse('The server is closing.');
        else if (signal?.aborted === true) onAbort();
        else if (waiting.size > MAX_WAITING) one.refuse('Too many people wait to enter rooms.');
        else watch();
      });
    },
    entered,
    get waiting() {
      return waiting.size;
    },
    close() {
      closed = true;
      look?.cancel();
      for (const timer of entering.values()) timer.cancel();
      entering.clear();
      for (const one of [...waiting]) one.refuse('The server is closing.');
    },
  };
}
