import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/parley.js', import.meta.url));

/** A `parley` command in a process of its own. The channel tells it when this process is gone. */
export function startProcess(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
    detached: true,
  });
}
