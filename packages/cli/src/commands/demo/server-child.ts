import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../../exit-codes.js';

/** A server in a process of its own, as a user starts one. */
export interface ServerChild {
  /** Where its page is. */
  readonly url: string;
  /** Settles when the server has ended. */
  readonly exited: Promise<void>;
  close(): Promise<void>;
}

const PARLEY = fileURLToPath(new URL('../../../bin/parley.js', import.meta.url));
const START_TIMEOUT_MS = 120_000;
const READY = /parley is ready: open (\S+)/;

/** Starts `parley serve` and waits until it says where it listens. Throws `CommandError` with its last words. */
export function startServerChild(port: number, env: NodeJS.ProcessEnv): Promise<ServerChild> {
  const child = spawn(process.execPath, [PARLEY, 'serve', '--port', String(port), '--log-level', 'warn'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => fail('it did not become ready in time'), START_TIMEOUT_MS);
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new CommandError(`the server did not start: ${why}\n${output.trim()}`));
    };
    child.once('error', (error) => fail(error.message));
    const failEarly = (code: number | null): void => fail(`it ended with status ${code}`);
    child.once('exit', failEarly);
    child.stderr.on('data', (data: Buffer) => {
      output = (output + data.toString('utf8')).slice(-4000);
      const url = READY.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      child.off('exit', failEarly);
      resolve({ url, exited, close: () => stop(child, exited) });
    });
  });
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode === null) child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(kill);
}
