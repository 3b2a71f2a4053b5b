import type { CommandContext } from '../context.js';

/** JSON for machines; for people who watch a terminal, and chose nothing, lines that can be read. */
export function logFormatOf(context: CommandContext, configured: 'json' | 'pretty'): 'json' | 'pretty' {
  const chosen = context.env.LOG_FORMAT !== undefined && context.env.LOG_FORMAT !== '';
  return !chosen && context.stderr.isTTY === true ? 'pretty' : configured;
}
