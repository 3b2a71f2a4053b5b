import type { ChildProcess } from 'node:child_process';
import type { Logger, SystemClock, SystemTimer } from '@parley/runtime';

export interface SuperviseOptions {
  /** Shown in the log. */
  readonly name: string;
  /** Starts the process, in a group of its own: Ctrl-C reaches the supervisor alone, which ends all in order. */
  readonly start: () => ChildProcess;
  readonly clock: SystemClock;
  readonly logger: Logger;
  /**
   * The process has ended, also when that was asked for. Returns the reason for the log; `false`: it shall not be
   * started again.
   */
  readonly onEnded?: ((reason: string) => string | false) | undefined;
  /** From SIGTERM to SIGKILL. */
  readonly killAfterMs: number;
  /** Wait before a process that failed early is started again; doubles up to 30 s. Default 500. */
  readonly backoffMs?: number | undefined;
}

/** A process that is started again when it dies: at once when it had served, later and later when it fails early. */
export interface Supervised {
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** SIGTERM, so that it drains; SIGKILL when that takes too long. Resolves when it has gone. Idempotent. */
  close(): Promise<void>;
}

/** A process that lived this long has not failed at starting. */
const STABLE_MS = 10_000;
const MAX_BACKOFF_MS = 30_000;

export function supervise(options: SuperviseOptions): Supervised {
  const { name, clock, logger, onEnded, killAfterMs, backoffMs = 500 } = options;
  let child: ChildProcess | undefined;
  let restart: SystemTimer | undefined;
  let failures = 0;
  let closing: Promise<void> | undefined;

  function start(): void {
    const startedMs = clock.nowMs();
    let failure: string | undefined;
    const started = options.start();
    child = started;
    started.on('error', (error) => {
      failure = error.message;
    });
    started.once('close', (code, signal) => {
      child = undefined;
      const ended = failure ?? `it ended with ${signal ?? `status ${code}`}`;
      const reason = onEnded === undefined ? ended : onEnded(ended);
      if (closing !== undefined || reason === false) return;
      failures = clock.nowMs() - startedMs >= STABLE_MS ? 0 : failures + 1;
      const waitMs = failures === 0 ? 0 : Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (failures - 1));
      logger.error({ process: name, reason, restart_in_ms: waitMs }, 'a process died, starting another');
      restart = clock.setTimer(waitMs, start);
    });
  }

  async function end(): Promise<void> {
    restart?.cancel();
    const running = child;
    if (running === undefined) return;
    const gone = new Promise<void>((resolve) => running.once('close', () => resolve()));
    running.kill('SIGTERM');
    const kill = clock.setTimer(killAfterMs, () => running.kill('SIGKILL'));
    await gone;
    kill.cancel();
  }

  start();
  return {
    get pid() {
      return child?.pid;
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}
