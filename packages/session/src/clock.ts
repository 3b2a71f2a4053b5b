/** Time for everything in this package: monotonic, in ms. Tests inject a clock that they move by hand. */
export interface Clock {
  nowMs(): number;
  /** Runs `task` once after `delayMs`, unless cancelled. */
  setTimer(delayMs: number, task: () => void): Timer;
}

export interface Timer {
  /** Idempotent; does nothing once the task has run. */
  cancel(): void;
}
