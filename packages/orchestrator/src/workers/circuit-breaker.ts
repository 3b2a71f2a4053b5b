import type { Clock, Timer } from '@parley/session';

/**
 * Keeps requests from workers that failed. A failure suspends a worker; when the delay is over it is probed, and
 * only an answer lets requests back. Each failed probe doubles the delay.
 */
export interface CircuitBreaker {
  isOpen(worker: string): boolean;
  /** Suspends a worker. While it is suspended already, this changes nothing. */
  open(worker: string): void;
  /** Lets requests through again, as after a fresh registration. */
  reset(worker: string): void;
  close(): void;
}

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Whether the worker answers. Must settle. */
  readonly probe: (worker: string) => Promise<boolean>;
  /** Called when a worker is usable again. */
  readonly onClosed: (worker: string) => void;
  /** Default 500, doubled up to `maxDelayMs`. */
  readonly firstDelayMs?: number | undefined;
  /** Default 2000: a worker that starts again at its old address is soon used again. */
  readonly maxDelayMs?: number | undefined;
}

interface Suspension {
  delayMs: number;
  timer: Timer;
}

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, firstDelayMs = 500, maxDelayMs = 2000 } = options;
  const suspended = new Map<string, Suspension>();

  function probeLater(worker: string, delayMs: number): Timer {
    return clock.setTimer(delayMs, () => {
      void options.probe(worker).then((answers) => {
        const suspension = suspended.get(worker);
        if (suspension === undefined) return;
        if (answers) {
          suspended.delete(worker);
          options.onClosed(worker);
          return;
        }
        suspension.delayMs = Math.min(suspension.delayMs * 2, maxDelayMs);
        suspension.timer = probeLater(worker, suspension.delayMs);
      });
    });
  }

  function reset(worker: string): void {
    suspended.get(worker)?.timer.cancel();
    suspended.delete(worker);
  }

  return {
    isOpen: (worker) => suspended.has(worker),
    open(worker) {
      if (suspended.has(worker)) return;
      suspended.set(worker, { delayMs: firstDelayMs, timer: probeLater(worker, firstDelayMs) });
    },
    reset,
    close() {
      for (const worker of [...suspended.keys()]) reset(worker);
    },
  };
}
