import type { Shutdown } from '@parley/runtime';
import type { CommandContext } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';

/**
 * Starts, runs until the process is told to end, and says by the exit status whether all ended well. A start that
 * fails ends what it has begun and throws; one that a signal cut short is no failure.
 */
export async function runUntilShutdown(
  context: CommandContext,
  shutdown: Shutdown,
  start: () => Promise<void>,
): Promise<void> {
  try {
    await start();
  } catch (error) {
    const stopped = shutdown.signal.aborted;
    await shutdown.trigger('the start failed');
    if (!stopped) throw error;
  }
  const { failed } = await shutdown.done;
  context.exitCode = failed.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}
