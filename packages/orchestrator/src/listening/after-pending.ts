import type { Clock, Timer } from '@parley/session';

/** Tasks that wait until so many windows were delivered. */
export interface AfterPending {
  /** Runs `task` once `settle` has told what to wait for, and that has been delivered; after `MAX_WAIT_MS` in any case. */
  wait(task: () => void, settle: (untilCompleted: () => void) => void): void;
  /** A window was completed. */
  completed(): void;
  /** The oldest window was delivered. */
  delivered(): void;
  /** Forgets what waits. Idempotent. */
  close(): void;
}

interface Entry {
  readonly task: () => void;
  /** Undefined while audio is on its way to its window. */
  target: number | undefined;
  timer: Timer | undefined;
}

/** A lane that is so far behind does not keep a person's turn open. */
const MAX_WAIT_MS = 500;

export function createAfterPending(clock: Pick<Clock, 'setTimer'>): AfterPending {
  /** In the order of the calls. */
  let waiting: Entry[] = [];
  let completed = 0;
  let delivered = 0;

  function run(entry: Entry): void {
    waiting = waiting.filter((other) => other !== entry);
    entry.timer?.cancel();
    entry.task();
  }

  function runDue(): void {
    for (let next = waiting[0]; next?.target !== undefined && next.target <= delivered; next = waiting[0]) {
      run(next);
    }
  }

  return {
    wait(task, settle) {
      const entry: Entry = { task, target: undefined, timer: undefined };
      waiting.push(entry);
      settle(() => {
        entry.target = completed;
        runDue();
      });
      if (waiting.includes(entry)) entry.timer = clock.setTimer(MAX_WAIT_MS, () => run(entry));
    },
    completed() {
      completed += 1;
    },
    delivered() {
      delivered += 1;
      runDue();
    },
    close() {
      for (const { timer } of waiting) timer?.cancel();
      waiting = [];
    },
  };
}
