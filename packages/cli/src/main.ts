import type { CommandContext } from './context.js';
import { describeFailure } from './exit-codes.js';
import { createProgram } from './program.js';

/** Runs one command; resolves with its exit status (see `EXIT_CODES`). Never throws. */
export async function main(
  args: readonly string[],
  context: CommandContext = processContext(),
): Promise<number> {
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    const { exitCode, message } = describeFailure(error);
    if (message !== undefined) context.stderr.write(`parley: ${message}\n`);
    if (context.env.PARLEY_DEBUG && error instanceof Error) context.stderr.write(`${error.stack}\n`);
    return exitCode;
  }
}

function processContext(): CommandContext {
  // Whoever read the output may have enough of it (`parley config print | head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    exitCode: 0,
  };
}
