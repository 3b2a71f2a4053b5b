import { PassThrough } from 'node:stream';
import type { CommandContext } from '../context.js';

/** A command's surroundings that say nothing to the terminal and know no variables. */
export function quietContext(): CommandContext {
  const stdin = new PassThrough();
  stdin.end();
  return { env: {}, stdin, stdout: new PassThrough(), stderr: new PassThrough(), exitCode: 0 };
}
