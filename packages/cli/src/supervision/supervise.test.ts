import { spawn } from 'node:child_process';
import { createLogger } from '@parley/runtime';
import { expect, test } from 'vitest';
import { supervise } from './supervise.js';

const logger = createLogger({ name: 'test', level: 'silent' });

/** Supervises a process that ends at once, as if each of its lives had taken as long as given. */
async function waits(livesMs: readonly number[]): Promise<number[]> {
  const delays: number[] = [];
  const left = [...livesMs];
  let nowMs = 0;
  let reads = 0;
  return new Promise((resolve) => {
    const supervised = supervise({
      name: 'short-lived',
      start: () => spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }),
      logger,
      killAfterMs: 1000,
      clock: {
        // Read once at each start and once at each end.
        nowMs() {
          reads += 1;
          if (reads % 2 === 0) nowMs += left.shift() ?? 0;
          return nowMs;
        },
        setTimer(delayMs, task) {
          delays.push(delayMs);
          if (left.length > 0) setImmediate(task);
          else void supervised.close().then(() => resolve(delays));
          return { cancel: () => undefined };
        },
      },
    });
  });
}

test('a process that fails early is started later and later; one that had served, at once', async () => {
  expect(await waits([10, 10, 10, 60_000, 10])).toEqual([500, 1000, 2000, 0, 500]);
});

test('a program that cannot be started is reported, and tried again', async () => {
  const reasons: string[] = [];
  const supervised = supervise({
    name: 'nowhere',
    start: () => spawn('/no/such/program', [], { stdio: 'ignore' }),
    logger,
    killAfterMs: 1000,
    backoffMs: 5,
    onEnded: (reason) => (reasons.push(reason) < 2 ? reason : false),
    clock: {
      nowMs: () => 0,
      setTimer(delayMs, task) {
        const timer = setTimeout(task, delayMs);
        return { cancel: () => clearTimeout(timer) };
      },
    },
  });
  await expect.poll(() => reasons.length).toBe(2);
  expect(reasons[1]).toContain('ENOENT');
  await supervised.close();
});
