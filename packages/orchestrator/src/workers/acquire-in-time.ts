import { ParleyError } from '@parley/protocol';
import type { Clock } from '@parley/session';
import type { WorkerFleet } from './fleet.js';
import { fullHouse, isFullHouse } from './full-house.js';
import type { Place, WaitingLine } from './waiting-line.js';

export interface AcquireInTimeOptions<T> {
  readonly acquire: () => Promise<T>;
  readonly fleet: WorkerFleet;
  readonly clock: Clock;
  /** How long to go on when there is no worker; asked at each try. The time counts while it is finite. */
  readonly limitMs: () => number;
  /** How long to go on when workers are there, and taken. */
  readonly queueMs: number;
  readonly line: WaitingLine;
  /** What is wanted: who wants the same waits behind those who came earlier. Undefined: nobody is waited for. */
  readonly wanted: () => string | undefined;
  readonly isCancelled: () => boolean;
}

/** A slot may come free at any moment, and nobody tells when one of another orchestrator does. */
const RETRY_MS = 50;

/**
 * Tries until a worker is found, at once again whenever a worker comes or recovers. Who finds all of them taken, or
 * others waiting for the same, waits in line. Undefined when cancelled meanwhile. Rejects with the last reason when
 * the time is over, and at once with what no other worker can mend.
 */
export async function acquireInTime<T>(options: AcquireInTimeOptions<T>): Promise<T | undefined> {
  const { clock, fleet, line, queueMs } = options;
  let sinceMs = clock.nowMs();
  let place: Place | undefined;
  let wake: (() => void) | undefined;
  try {
    while (!options.isCancelled()) {
      const limitMs = options.limitMs();
      if (limitMs === Number.POSITIVE_INFINITY) sinceMs = clock.nowMs();
      const wanted = options.wanted();
      if (wanted !== undefined && line.isWaitedFor(wanted)) enter(wanted);
      const error = place?.first === false ? fullHouse(undefined, line.length) : await attempt();
      if (!(error instanceof ParleyError)) return error.value;
      if (wanted !== undefined && isFullHouse(error)) enter(wanted);
      const patienceMs = isFullHouse(error) ? Math.max(queueMs, limitMs) : limitMs;
      if (error.code !== 'WORKER_UNAVAILABLE' || clock.nowMs() + RETRY_MS - sinceMs > patienceMs) throw error;
      await changeOrDelay();
    }
    return undefined;
  } finally {
    place?.leave();
  }

  async function attempt(): Promise<{ readonly value: T } | ParleyError> {
    try {
      return { value: await options.acquire() };
    } catch (thrown) {
      return ParleyError.from(thrown, 'WORKER_UNAVAILABLE');
    }
  }

  function enter(wanted: string): void {
    place ??= line.enter(wanted, () => wake?.());
  }

  function changeOrDelay(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        unwatch();
        timer.cancel();
        wake = undefined;
        resolve();
      };
      wake = done;
      const unwatch = fleet.watch(done);
      const timer = clock.setTimer(RETRY_MS, done);
    });
  }
}
