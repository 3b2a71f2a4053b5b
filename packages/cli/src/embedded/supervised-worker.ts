import { type ChildProcess, fork } from 'node:child_process';
import { ParleyError } from '@parley/protocol';
import type { Logger, SystemClock } from '@parley/runtime';
import type { WorkerEntry } from '@parley/worker';
import { supervise } from '../supervision/supervise.js';
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
  /** As of `supervise`. */
  readonly backoffMs?: number | undefined;
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

/** A worker drains within 5 s; one that hangs is killed. */
const KILL_AFTER_MS = 7_000;

export function superviseWorker(options: SupervisedWorkerOptions): SupervisedWorker {
  const { worker } = options;
  const childModule = options.childModule ?? new URL('./worker-child.js', import.meta.url);
  let served = false;
  let closed = false;
  let failure: string | undefined;
  const ready = deferred();

  function start(): ChildProcess {
    failure = undefined;
    const child = fork(childModule, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      detached: true,
    });
    child.send({ type: 'start', worker } satisfies StartMessage);
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'failed') {
        failure = message.message;
        return;
      }
      if (closed) return;
      served = true;
      ready.resolve();
      options.onEntry(message.entry);
    });
    return child;
  }

  function onEnded(ended: string): string | false {
    options.onGone(worker.name);
    const reason = failure ?? ended;
    if (served) return reason;
    const message = `the ${worker.kind} worker did not start: ${reason}`;
    ready.reject(new ParleyError('WORKER_UNAVAILABLE', message));
    return false;
  }

  const supervised = supervise({ ...options, name: worker.name, start, onEnded, killAfterMs: KILL_AFTER_MS });
  return {
    ready: ready.promise,
    get pid() {
      return supervised.pid;
    },
    close() {
      closed = true;
      return supervised.close();
    },
  };
}

function deferred() {
  let settle: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
