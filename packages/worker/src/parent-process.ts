import type { RunningWorker } from './start-worker.js';

/** The part of `process` that a forked worker needs. */
export interface ChildProcessEnd {
  send?: ((message: unknown) => unknown) | undefined;
  once(event: 'disconnect' | 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * Ties a worker to the process it runs in: tells a parent that forked it `{type: 'ready', entry}`, drains on SIGTERM
 * and SIGINT, and drains as well when the parent is gone, so that no worker outlives its server.
 */
export function attachToProcess(worker: RunningWorker, process: ChildProcessEnd): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    worker.drain().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('disconnect', end);
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.send?.({ type: 'ready', entry: worker.entry });
}
