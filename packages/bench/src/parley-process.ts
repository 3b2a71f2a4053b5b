import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** One `parley` command in a process of its own. */
export interface ParleyProcess {
  readonly pid: number;
  /** The last of what it wrote. */
  output(): string;
  /** Waits for the test to hold; a test that throws does not hold yet. Throws with the output when it never does. */
  until(test: () => Promise<boolean>): Promise<void>;
  /** SIGTERM, and SIGKILL when that takes too long. Idempotent. */
  close(): Promise<void>;
}

const CLI = fileURLToPath(new URL('../../cli/bin/parley.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const KEPT_OUTPUT = 8000;

export function startParley(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ParleyProcess {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output = (output + data.toString()).slice(-KEPT_OUTPUT);
    });
  }
  // A bench that is ended leaves no server behind.
  const endWithBench = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithBench);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', () => process.off('exit', endWithBench));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async until(test) {
      const deadlineMs = performance.now() + START_TIMEOUT_MS;
      while (!(await test().catch(() => false))) {
        if (child.exitCode !== null || performance.now() > deadlineMs)
          throw new Error(`"parley ${args[0]}" did not start:\n${output}`);
        await delay(100);
      }
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
