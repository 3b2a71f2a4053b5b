import { ParleyError } from '@parley/protocol';
import type { Clock } from '@parley/session';
import type { WorkerFleet } from './fleet.js';

export interface AcquireInTimeOptions<T> {
  readonly acquire: () => Promise<T>;
  readonly fleet: WorkerFleet;
  readonly clock: Clock;
  /** How long to go on when no worker is free; asked at each try. The time counts while it is finite. */
  readonly limitMs: () => number;
  readonly isCancelled: () => boolean;
}

/** A slot may come free at any moment, and nobody tells when one of another orchestrator does. */
const RETRY_MS = 50;

/**
 * Tries until a worker is found, at once again whenever a worker comes or recovers. Undefined when cancelled
 * meanwhile. Rejects with the last reason when the time is over, and at once with what no other worker can mend.
 */
export async function acquireInTime<T>(options: AcquireInTimeOptions<T>): Promise<T | undefined> {
  const { clock } = options;
  let sinceMs = clock.nowMs();
  while (!options.isCancelled()) {
    try {
      return await options.acquire();
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'WORKER_UNAVAILABLE');
      const limitMs = options.limitMs();
      if (limitMs === Number.POSITIVE_INFINITY) sinceMs = clock.nowMs();
      if (error.code !== 'WORKER_UNAVAILABLE' || clock.nowMs() + RETRY_MS - sinceMs > limitMs) throw error;
    }
    await changeOrDelay(options);
  }
  return undefined;
}

function changeOrDelay<T>({ clock, fleet }: AcquireInTimeOptions<T>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unwatch();
      timer.cancel();
      resolve();
    };
    const unwatch = fleet.watch(done);
    const timer = clock.setTimer(RETRY_MS, done);
  });
}
