import { type ChildProcess, fork } from 'node:child_process';
import { ParleyError } from '@parley/protocol';
import type { Logger, SystemClock, SystemTimer } from '@parley/runtime';
import type { WorkerEntry } from '@parley/worker';
import type { ChildMessage, ChildWorkerOptions, StartMessage } from './worker-messages.js';

export interface SupervisedWorkerOptions {
  readonly worker: ChildWorkerOptions;
  readonly clock: SystemClock;
  readonly logger: Logger;
  /** The worker is ready, or still is. */
  readonly onEntry: (entry: WorkerEntry) => void;
  /** Its process has ended. */
  readonly onGone: (name: string) => void;
  /** Module that the child runs. Default: the real worker. */
  readonly childModule?: URL | undefined;
  /** Wait before the first restart; doubles up to `maxBackoffMs`. Default 500. */
  readonly backoffMs?: number | undefined;
  /** Default 30,000. */
  readonly maxBackoffMs?: number | undefined;
}

/** A worker in a process of its own, started again when it dies. Owns the process: `close` ends it. */
export interface SupervisedWorker {
  /** Resolves when the worker serves for the first time; rejects when its first start fails. */
  readonly ready: Promise<void>;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** Lets the worker drain, ends the process, and returns when it has gone. Idempotent. */
  close(): Promise<void>;
}

/** A worker that lived this long has not failed at starting: its next restart waits the shortest time again. */
const STABLE_MS = 30_000;
/** A worker drains within 5 s; one that hangs is killed. */
const KILL_AFTER_MS = 7_000;

export function superviseWorker(options: SupervisedWorkerOptions): SupervisedWorker {
  const { worker, clock, logger, backoffMs = 500, maxBackoffMs = 30_000 } = options;
  const childModule = options.childModule ?? new URL('./worker-child.js', import.meta.url);
  let child: ChildProcess | undefined;
  let restart: SystemTimer | undefined;
  let failures = 0;
  let served = false;
  let closing: Promise<void> | undefined;
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });

  function start(): void {
    const startedMs = clock.nowMs();
    let reason = '';
    // In a process group of its own: Ctrl-C reaches the server alone, which then ends its workers in order.
    const started = fork(childModule, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      detached: true,
    });
    child = started;
    started.send({ type: 'start', worker } satisfies StartMessage);
    started.on('message', (message: ChildMessage) => {
      if (message.type === 'failed') {
        reason = message.message;
        return;
      }
      if (closing !== undefined) return;
      served = true;
      settle.resolve();
      options.onEntry(message.entry);
    });
    started.on('error', (error) => {
      reason = error.message;
    });
    started.once('exit', (code, signal) => {
      child = undefined;
      options.onGone(worker.name);
      if (closing !== undefined) return;
      const why = reason === '' ? `it ended with ${signal ?? `status ${code}`}` : reason;
      if (!served) {
        settle.reject(
          new ParleyError('WORKER_UNAVAILABLE', `the ${worker.kind} worker did not start: ${why}`),
        );
        return;
      }
      failures = clock.nowMs() - startedMs >= STABLE_MS ? 1 : failures + 1;
      const waitMs = Math.min(maxBackoffMs, backoffMs * 2 ** (failures - 1));
      logger.error(
        { worker: worker.name, reason: why, restart_in_ms: waitMs },
        'worker died, starting another',
      );
      restart = clock.setTimer(waitMs, start);
    });
  }

  async function end(): Promise<void> {
    restart?.cancel();
    const running = child;
    if (running === undefined) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGTERM');
    const kill = clock.setTimer(KILL_AFTER_MS, () => running.kill('SIGKILL'));
    await gone;
    kill.cancel();
  }

  start();
  return {
    ready,
    get pid() {
      return child?.pid;
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}
