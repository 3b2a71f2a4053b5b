import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger, SystemClock, SystemTimer } from '@parley/runtime';

export interface SupervisedProcessOptions {
  /** Shown in the log. */
  readonly name: string;
  /** Arguments of the `parley` command. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly clock: SystemClock;
  readonly logger: Logger;
}

/** A `parley` command in a process of its own, started again when it dies. Owns the process. */
export interface SupervisedProcess {
  readonly name: string;
  readonly pid: number | undefined;
  /** SIGTERM, so that it drains; SIGKILL when that takes too long. Resolves when it has gone. Idempotent. */
  close(): Promise<void>;
}

const COMMAND = fileURLToPath(new URL('../../bin/parley.js', import.meta.url));
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** A process that lived this long has not failed at starting: its next restart waits the shortest time again. */
const STABLE_MS = 30_000;
const KILL_AFTER_MS = 20_000;

export function superviseProcess(options: SupervisedProcessOptions): SupervisedProcess {
  const { name, clock, logger } = options;
  let child: ChildProcess | undefined;
  let restart: SystemTimer | undefined;
  let failures = 0;
  let closing: Promise<void> | undefined;

  function start(): void {
    const startedMs = clock.nowMs();
    let reason = '';
    // The channel tells the child when this process is gone. Its own group: Ctrl-C reaches this process alone.
    const started = spawn(process.execPath, [COMMAND, ...options.args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: options.env,
      detached: true,
    });
    child = started;
    started.on('error', (error) => {
      reason = error.message;
    });
    started.once('close', (code, signal) => {
      child = undefined;
      if (closing !== undefined) return;
      failures = clock.nowMs() - startedMs >= STABLE_MS ? 1 : failures + 1;
      const waitMs = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (failures - 1));
      const why = reason === '' ? `it ended with ${signal ?? `status ${code}`}` : reason;
      logger.error({ process: name, reason: why, restart_in_ms: waitMs }, 'a process died, starting another');
      restart = clock.setTimer(waitMs, start);
    });
  }

  async function end(): Promise<void> {
    restart?.cancel();
    const running = child;
    if (running === undefined) return;
    const gone = new Promise<void>((resolve) => running.once('close', () => resolve()));
    running.kill('SIGTERM');
    const kill = clock.setTimer(KILL_AFTER_MS, () => running.kill('SIGKILL'));
    await gone;
    kill.cancel();
  }

  start();
  return {
    name,
    get pid() {
      return child?.pid;
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}
