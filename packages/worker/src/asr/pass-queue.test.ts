import { expect, test } from 'vitest';
import { createPassQueue, type PassOwner } from './pass-queue.js';

/** An owner whose passes end when the test says so. */
function owner(name: string, log: string[]): PassOwner & { end(): void } {
  let release: (() => void) | undefined;
  return {
    pass: () =>
      new Promise((resolve) => {
        log.push(name);
        release = resolve;
      }),
    end: () => release?.(),
  };
}

const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

test('one pass at a time; what somebody waits for goes first, then who waited longest', async () => {
  const log: string[] = [];
  const queue = createPassQueue(() => 0);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => owner(name, log)) as [
    ReturnType<typeof owner>,
    ReturnType<typeof owner>,
    ReturnType<typeof owner>,
    ReturnType<typeof owner>,
  ];
  queue.ask(a, false);
  queue.ask(b, false);
  queue.ask(c, false);
  queue.ask(d, true);
  expect(log).toEqual(['a']);
  for (const next of [a, d, b]) {
    next.end();
    await settle();
  }
  expect(log).toEqual(['a', 'd', 'b', 'c']);
});

test('an owner that asks again waits behind those that asked meanwhile, and counts once', async () => {
  const log: string[] = [];
  const queue = createPassQueue(() => 0);
  const [a, b] = [owner('a', log), owner('b', log)];
  queue.ask(a, false);
  queue.ask(b, false);
  queue.ask(a, false);
  queue.ask(a, false);
  a.end();
  await settle();
  b.end();
  await settle();
  a.end();
  await settle();
  expect(log).toEqual(['a', 'b', 'a']);
});

test('one who leaves is not served', async () => {
  const log: string[] = [];
  const queue = createPassQueue(() => 0);
  const [a, b] = [owner('a', log), owner('b', log)];
  queue.ask(a, false);
  queue.ask(b, true);
  queue.leave(b);
  a.end();
  await settle();
  expect(log).toEqual(['a']);
});

test('the interval grows with the time that a round of passes takes', async () => {
  let nowMs = 0;
  const queue = createPassQueue(() => nowMs);
  expect(queue.intervalMs).toBe(400);
  const owners = Array.from(
    { length: 4 },
    (): PassOwner => ({
      async pass() {
        nowMs += 150;
      },
    }),
  );
  for (const each of owners) queue.ask(each, false);
  await settle();
  await settle();
  expect(queue.intervalMs).toBeCloseTo(1000);
  for (const each of owners) queue.leave(each);
  expect(queue.intervalMs).toBe(400);
});

test('one who leaves during its own pass is forgotten', async () => {
  let nowMs = 0;
  const queue = createPassQueue(() => nowMs);
  const last: PassOwner = {
    async pass() {
      nowMs += 5000;
      queue.leave(last);
    },
  };
  queue.ask(last, true);
  await settle();
  expect(queue.intervalMs).toBe(400);
});
