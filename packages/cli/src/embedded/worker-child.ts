// The process of one embedded worker. Forked by `supervised-worker.ts`; lives no longer than its parent.
import { collectGarbageAsWorker, createLogger } from '@parley/runtime';
import { attachToProcess, startWorker } from '@parley/worker';
import type { ChildMessage, ChildWorkerOptions, StartMessage } from './worker-messages.js';

/** The registry counts a worker as gone after a minute without one. */
const HEARTBEAT_MS = 2_000;

collectGarbageAsWorker();
process.once('message', (message: StartMessage) => {
  void run(message.worker);
});
process.once('disconnect', exitWithoutWorker);

/** The parent went before there was a worker to drain. */
function exitWithoutWorker(): void {
  process.exit(0);
}

async function run(options: ChildWorkerOptions): Promise<void> {
  const { logLevel, logFormat, ...workerOptions } = options;
  const logger = createLogger({ name: options.name, level: logLevel, format: logFormat });
  try {
    const worker = await startWorker({ ...workerOptions, logger });
    process.off('disconnect', exitWithoutWorker);
    attachToProcess(worker, process);
    setInterval(() => tell({ type: 'entry', entry: worker.entry }), HEARTBEAT_MS).unref();
  } catch (error) {
    const failure: ChildMessage = {
      type: 'failed',
      message: error instanceof Error ? error.message : String(error),
    };
    // Ended in the callback: a process that ends earlier takes its last message with it.
    process.send?.(failure, undefined, undefined, () => process.exit(1));
  }
}

function tell(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
