import type { Environment } from '@parley/runtime';

/** What a command may touch: streams and environment, so that tests can hand in their own. */
export interface CommandContext {
  readonly env: Environment;
  readonly stdin: NodeJS.ReadableStream;
  /** For data that another program may read. */
  readonly stdout: NodeJS.WritableStream;
  /** For people: progress, notes, errors, logs. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Set by a command that ends without throwing and yet has failed. */
  exitCode: number;
}

/** Writes a line of data. */
export function print(context: CommandContext, line: string): void {
  context.stdout.write(`${line}\n`);
}

/** Tells the person something. */
export function note(context: CommandContext, line: string): void {
  context.stderr.write(`${line}\n`);
}
