import { ParleyError } from '@parley/protocol';
import { ConfigError } from '@parley/runtime';
import { CommanderError } from 'commander';

/** What the `parley` command tells the shell. */
export const EXIT_CODES = {
  ok: 0,
  /** It was tried and did not work. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** A server, a worker or a model source cannot be reached. */
  unreachable: 3,
} as const;

/** A failure that says all there is to say in one line. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_CODES.failed, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** Exit status and message of whatever was thrown. Commander has written its own message already. */
export function describeFailure(thrown: unknown): { exitCode: number; message: string | undefined } {
  if (thrown instanceof CommanderError) {
    return { exitCode: thrown.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage, message: undefined };
  }
  if (thrown instanceof CommandError) return { exitCode: thrown.exitCode, message: thrown.message };
  if (thrown instanceof ConfigError) {
    return { exitCode: EXIT_CODES.usage, message: `the configuration cannot be used:\n${thrown.message}` };
  }
  if (thrown instanceof ParleyError) {
    const unreachable = thrown.code === 'CONNECTION_ERROR';
    return { exitCode: unreachable ? EXIT_CODES.unreachable : EXIT_CODES.failed, message: thrown.message };
  }
  return { exitCode: EXIT_CODES.failed, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
