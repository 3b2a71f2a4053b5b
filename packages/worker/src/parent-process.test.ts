import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { WorkerEntry } from './capabilities.js';
import { attachToProcess } from './parent-process.js';

test.each(['disconnect', 'SIGTERM', 'SIGINT'] as const)(
  '%s drains once and then ends the process',
  async (event) => {
    const log: unknown[] = [];
    const process = Object.assign(new EventEmitter(), {
      send: (message: unknown) => log.push(message),
      exit: (code: number) => log.push(`exit ${code}`),
    });
    const entry = { name: 'w' } as WorkerEntry;
    const worker = {
      addr: 'grpc://127.0.0.1:1',
      entry,
      drain: async () => void log.push('drain'),
      close: async () => undefined,
    };
    attachToProcess(worker, process);
    process.emit(event);
    process.emit('SIGTERM');
    process.emit('disconnect');
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual([{ type: 'ready', entry }, 'drain', 'exit 0']);
  },
);
