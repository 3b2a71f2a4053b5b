import { createLogger, createSystemClock } from '@parley/runtime';
import { afterEach, expect, test } from 'vitest';
import { type SupervisedWorker, superviseWorker } from './supervised-worker.js';

const running: SupervisedWorker[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.close()));
});

function supervise(name: string) {
  const events: string[] = [];
  let wake = () => {};
  const worker = superviseWorker({
    childModule: new URL('./stand-in.test-child.js', import.meta.url),
    clock: createSystemClock(),
    logger: createLogger({ name: 'test', level: 'silent' }),
    backoffMs: 5,
    onEntry: ({ addr }) => {
      events.push(addr);
      wake();
    },
    onGone: (gone) => {
      events.push(`${gone} is gone`);
      wake();
    },
    worker: {
      kind: 'tts',
      name,
      defaultModelId: 'tone-440',
      modelsDirectory: '/nowhere',
      maxConcurrentSessions: 2,
      logLevel: 'silent',
      logFormat: 'json',
      executionProvider: 'cpu',
      hardware: {},
    },
  });
  running.push(worker);
  async function eventCount(count: number): Promise<void> {
    while (events.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { worker, events, eventCount };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a worker that is killed is taken out, and another one takes its place', async () => {
  const { worker, events, eventCount } = supervise('steady');
  await worker.ready;
  const first = worker.pid ?? 0;
  process.kill(first, 'SIGKILL');
  await eventCount(3);
  const second = worker.pid ?? 0;
  expect(events).toEqual([`grpc://127.0.0.1:${first}`, 'steady is gone', `grpc://127.0.0.1:${second}`]);
  expect(second).not.toBe(first);
});

test('closing ends the process, and starts no other', async () => {
  const { worker, events } = supervise('steady');
  await worker.ready;
  const pid = worker.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  await Promise.all([worker.close(), worker.close()]);
  expect(isAlive(pid)).toBe(false);
  expect(events.at(-1)).toBe('steady is gone');
  expect(worker.pid).toBeUndefined();
});

test('a first start that fails is told with the reason, and not tried again', async () => {
  const { worker } = supervise('cannot-start');
  await expect(worker.ready).rejects.toThrow('the tts worker did not start: the model is broken');
  expect(worker.pid).toBeUndefined();
});
