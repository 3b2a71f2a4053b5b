import type { Clock, Timer } from '@parley/session';
import type { InletValve } from './inlet-valve.js';

/** Holds a client that sends more messages than a person's client ever would. */
export interface MessageBudget {
  /** Counts one message. */
  spend(): void;
  /** Idempotent. */
  close(): void;
}

export interface MessageBudgetOptions {
  readonly clock: Clock;
  readonly valve: InletValve;
  /** Default 500 a second: 10 ms audio messages and 100 ms reports make 110. */
  readonly perSecond?: number | undefined;
  /** Default 1000. */
  readonly burst?: number | undefined;
}

export function createMessageBudget(options: MessageBudgetOptions): MessageBudget {
  const { clock, valve, perSecond = 500, burst = 1000 } = options;
  let left = burst;
  let countedMs = clock.nowMs();
  let timer: Timer | undefined;

  function refill(): void {
    const nowMs = clock.nowMs();
    left = Math.min(burst, left + ((nowMs - countedMs) / 1000) * perSecond);
    countedMs = nowMs;
  }

  function wait(): void {
    timer = clock.setTimer(Math.max(10, ((1 - left) / perSecond) * 1000), () => {
      timer = undefined;
      refill();
      if (left < 1) wait();
      else valve.release('messages');
    });
  }

  return {
    spend() {
      refill();
      left -= 1;
      if (left >= 1 || timer !== undefined) return;
      valve.hold('messages');
      wait();
    },
    close() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
