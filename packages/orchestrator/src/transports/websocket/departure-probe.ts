import type { Clock, Timer } from '@parley/session';

/** A stream that may be held. */
export interface HeldStream {
  pause(): void;
  resume(): void;
}

export interface DepartureProbe extends HeldStream {
  /** Idempotent. */
  close(): void;
}

export interface DepartureProbeOptions {
  readonly stream: HeldStream;
  readonly clock: Clock;
  /** Writes something small. */
  readonly ping: () => void;
}

/** Two writes show a departure: the first is answered by a reset, at which the second fails. */
const PROBE_MS = 1000;

/**
 * Notices that a peer has gone while nothing of it is read: the end of a connection lies behind all that was sent
 * before, and only a write fails at once.
 */
export function createDepartureProbe({ stream, clock, ping }: DepartureProbeOptions): DepartureProbe {
  let timer: Timer | undefined;
  let held = false;
  let closed = false;

  function probe(): void {
    timer = undefined;
    ping();
    if (held) timer = clock.setTimer(PROBE_MS, probe);
  }

  return {
    pause() {
      held = true;
      stream.pause();
      // It runs on when reading does: a peer that is read a little at a time is held again before it has fired.
      if (!closed) timer ??= clock.setTimer(PROBE_MS, probe);
    },
    resume() {
      held = false;
      stream.resume();
    },
    close() {
      closed = true;
      timer?.cancel();
      timer = undefined;
    },
  };
}
