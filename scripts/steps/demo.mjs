import { join } from 'node:path';
import { ROOT, run } from './run.mjs';

/** `parley demo`, with whatever arguments were given. */
export function runDemo(args) {
  return run(process.execPath, [join(ROOT, 'packages/cli/bin/parley.js'), 'demo', ...args]);
}
