import type { Clock } from '@parley/session';
import type { HealthCheckName } from '../config.js';

/** What one dependency says. `disabled` is not a fault. */
export type CheckOutcome =
  | { readonly state: 'ok' }
  | { readonly state: 'disabled' }
  | { readonly state: 'failed'; readonly error: string };

/** Asks one dependency, now. A rejection counts as failed. */
export type HealthCheck = () => CheckOutcome | Promise<CheckOutcome>;

export type HealthChecks = Readonly<Partial<Record<HealthCheckName, HealthCheck>>>;

/** Outcomes of all checks, none older than `maxAgeMs`. */
export type HealthReport = Readonly<Record<string, CheckOutcome>>;

/** Asks the dependencies when somebody wants to know, and remembers the answers for a moment. */
export interface HealthMonitor {
  /** Never rejects. */
  report(): Promise<HealthReport>;
}

export interface HealthMonitorOptions {
  readonly checks: HealthChecks;
  readonly clock: Clock;
  /** Default 5000 ms. */
  readonly maxAgeMs?: number | undefined;
  /** A check that takes longer has failed. Default 3000 ms. */
  readonly timeoutMs?: number | undefined;
}

export function createHealthMonitor(options: HealthMonitorOptions): HealthMonitor {
  const { checks, clock, maxAgeMs = 5000, timeoutMs = 3000 } = options;
  let known: { report: Promise<HealthReport>; askedMs: number } | undefined;

  async function ask(check: HealthCheck): Promise<CheckOutcome> {
    return new Promise((resolve) => {
      const timer = clock.setTimer(timeoutMs, () =>
        resolve({ state: 'failed', error: `no answer within ${timeoutMs} ms` }),
      );
      Promise.resolve()
        .then(check)
        .catch((thrown: unknown): CheckOutcome => ({ state: 'failed', error: messageOf(thrown) }))
        .then((outcome) => {
          timer.cancel();
          resolve(outcome);
        }, resolve);
    });
  }

  async function askAll(): Promise<HealthReport> {
    const entries = Object.entries(checks).filter((entry) => entry[1] !== undefined);
    const outcomes = await Promise.all(
      entries.map(async ([name, check]) => [name, await ask(check)] as const),
    );
    return Object.fromEntries(outcomes);
  }

  return {
    report() {
      const nowMs = clock.nowMs();
      if (known === undefined || nowMs - known.askedMs > maxAgeMs)
        known = { report: askAll(), askedMs: nowMs };
      return known.report;
    },
  };
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
