import type { Shutdown } from '@parley/runtime';

/** Ends this process in order when the one that started it with a channel is gone. Without a channel: nothing. */
export function endWithParent(shutdown: Shutdown): void {
  if (process.send === undefined) return;
  process.once('disconnect', () => void shutdown.trigger('the parent process is gone'));
  void shutdown.done.then(() => {
    // An open channel would keep the process alive.
    if (process.connected) process.disconnect();
  });
}
