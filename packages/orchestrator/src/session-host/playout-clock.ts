import type { Clock, Timer } from '@parley/session';

/**
 * The one timer that releases audio for every session of a process. Runs only while somebody is on it.
 * Instants lie on a fixed grid, so a late tick is not made up for and lateness never adds up.
 */
export interface PlayoutClock {
  /** `tick` is called at every instant until it is removed. It must not throw. */
  add(tick: () => void): void;
  remove(tick: () => void): void;
  readonly size: number;
  /** Idempotent. */
  close(): void;
}

export interface PlayoutClockOptions {
  readonly clock: Clock;
  /** Distance of two instants. Default 5 ms: a quarter of a frame, which bounds what pacing adds to jitter. */
  readonly intervalMs?: number | undefined;
}

export function createPlayoutClock({ clock, intervalMs = 5 }: PlayoutClockOptions): PlayoutClock {
  const ticks = new Set<() => void>();
  let timer: Timer | undefined;
  let dueMs = 0;
  let running = false;
  let closed = false;

  function schedule(): void {
    timer = clock.setTimer(Math.max(0, dueMs - clock.nowMs()), run);
  }

  function run(): void {
    timer = undefined;
    running = true;
    // A tick may remove itself or others; a Set allows that while it is walked.
    for (const tick of ticks) tick();
    running = false;
    if (closed || ticks.size === 0) return;
    const lateMs = clock.nowMs() - dueMs;
    dueMs += intervalMs * (Math.max(0, Math.floor(lateMs / intervalMs)) + 1);
    schedule();
  }

  return {
    add(tick) {
      if (closed) return;
      ticks.add(tick);
      if (running || timer !== undefined) return;
      dueMs = clock.nowMs() + intervalMs;
      schedule();
    },
    remove(tick) {
      ticks.delete(tick);
      if (ticks.size > 0) return;
      timer?.cancel();
      timer = undefined;
    },
    get size() {
      return ticks.size;
    },
    close() {
      closed = true;
      ticks.clear();
      timer?.cancel();
      timer = undefined;
    },
  };
}
