import type { Clock, Timer } from '@parley/session';

/** Asks a peer whether it lives, and gives it up after two questions without an answer. */
export interface Heartbeat {
  /** Something came from the peer. */
  seen(): void;
  /** Idempotent. */
  close(): void;
}

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly ping: () => void;
  readonly onLost: () => void;
  /** Signs of life other than messages: a peer that slowly takes what was sent has not seen the ping yet. */
  readonly progress: () => number;
  /** Default 20 s. */
  readonly intervalMs?: number | undefined;
}

const MAX_MISSED = 2;

export function createHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { clock, ping, onLost, progress, intervalMs = 20_000 } = options;
  let seen = true;
  let missed = 0;
  let lastProgress = progress();
  let timer: Timer | undefined = clock.setTimer(intervalMs, beat);

  function beat(): void {
    timer = undefined;
    const nowProgress = progress();
    missed = seen || nowProgress !== lastProgress ? 0 : missed + 1;
    seen = false;
    lastProgress = nowProgress;
    if (missed >= MAX_MISSED) {
      onLost();
      return;
    }
    ping();
    timer = clock.setTimer(intervalMs, beat);
  }

  return {
    seen() {
      seen = true;
    },
    close() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
