import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createShutdown, type ShutdownProcess } from './shutdown.js';

function fakeProcess(): ShutdownProcess & EventEmitter & { exits: number[] } {
  const exits: number[] = [];
  return Object.assign(new EventEmitter(), { exits, exit: (code: number) => void exits.push(code) });
}

test('a signal closes what was opened last first, once, and then lets go of the signals', async () => {
  const host = fakeProcess();
  const shutdown = createShutdown({ host });
  const order: string[] = [];
  shutdown.add('database', () => void order.push('database'));
  shutdown.add('server', async () => void order.push('server'));
  const forget = shutdown.add('gone', () => void order.push('gone'));
  forget();
  host.emit('SIGTERM', 'SIGTERM');
  expect(shutdown.signal.aborted).toBe(true);
  expect(await shutdown.done).toEqual({ reason: 'SIGTERM', failed: [] });
  expect(await shutdown.trigger('again')).toEqual({ reason: 'SIGTERM', failed: [] });
  expect(order).toEqual(['server', 'database']);
  expect(host.listenerCount('SIGTERM') + host.listenerCount('SIGINT')).toBe(0);
  expect(host.exits).toEqual([]);
});

test('one that hangs and one that throws do not keep the next from closing, and are named', async () => {
  const shutdown = createShutdown({ host: fakeProcess() });
  const order: string[] = [];
  shutdown.add('last', () => void order.push('last'));
  shutdown.add('throws', () => {
    throw new Error('broken');
  });
  shutdown.add('hangs', () => new Promise(() => undefined), { timeoutMs: 5 });
  const result = await shutdown.trigger('test');
  expect(order).toEqual(['last']);
  expect(result.failed).toEqual(['hangs', 'throws']);
});

test('a second signal does not wait', async () => {
  const host = fakeProcess();
  const shutdown = createShutdown({ host });
  let release = () => {};
  shutdown.add('slow', () => new Promise((resolve) => (release = resolve)));
  host.emit('SIGINT', 'SIGINT');
  host.emit('SIGINT', 'SIGINT');
  expect(host.exits).toEqual([130]);
  release();
  await shutdown.done;
});

test('what a slow start brings up after the end is closed at once', async () => {
  const shutdown = createShutdown({ host: fakeProcess() });
  await shutdown.trigger('a signal during the start');
  const closed: string[] = [];
  shutdown.add('late', () => void closed.push('late'));
  expect(closed).toEqual(['late']);
});
