import { performance } from 'node:perf_hooks';

/** Monotonic time, in ms. Has the shape of `Clock` in the session package, which this package may not import. */
export interface SystemClock {
  nowMs(): number;
  /** Runs `task` once after `delayMs`, unless cancelled. */
  setTimer(delayMs: number, task: () => void): SystemTimer;
}

export interface SystemTimer {
  /** Idempotent; does nothing once the task has run. */
  cancel(): void;
}

/** The machine's own clock. `nowMs` counts from the start of the process and never jumps. */
export function createSystemClock(): SystemClock {
  return {
    nowMs: () => performance.now(),
    setTimer(delayMs, task) {
      const handle = setTimeout(task, Math.max(0, delayMs));
      return { cancel: () => clearTimeout(handle) };
    },
  };
}
