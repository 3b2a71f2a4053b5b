import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WorkerRegistry } from '../registry.js';
import { workerEntry } from './worker-entries.js';

/** What every registry does. `create` makes one with an empty store behind it and entries that live `TTL_MS`. */
export const CONTRACT_TTL_MS = 400;
const OFTEN = { interval: 20 };

export function describeRegistry(name: string, create: () => Promise<WorkerRegistry>): void {
  describe(`${name} keeps the registry contract`, () => {
    let registry: WorkerRegistry;
    beforeEach(async () => {
      registry = await create();
      await vi.waitFor(() => expect(registry.healthy()).toBe(true), OFTEN);
    });
    afterEach(() => registry.close());

    const names = (kind: 'tts' | 'asr'): string[] => registry.list(kind).map((entry) => entry.name);

    test('what was registered is listed, by kind, as it was written', async () => {
      const voice = workerEntry('a', { resident_models: ['m'], hardware: { gpu: 'H200' } });
      await registry.register(voice);
      await registry.register(workerEntry('b', { kind: 'asr' }));
      await vi.waitFor(() => expect([names('tts'), names('asr')]).toEqual([['a'], ['b']]), OFTEN);
      expect(registry.list('tts')[0]).toEqual(voice);
    });

    test('registering again replaces the entry', async () => {
      await registry.register(workerEntry('a'));
      await registry.register(workerEntry('a', { metrics: { queue_depth: 7 } }));
      await vi.waitFor(() => expect(registry.list('tts')[0]?.metrics).toEqual({ queue_depth: 7 }), OFTEN);
      expect(names('tts')).toEqual(['a']);
    });

    test('what was removed is gone; removing it again does nothing', async () => {
      await registry.register(workerEntry('a'));
      await vi.waitFor(() => expect(names('tts')).toEqual(['a']), OFTEN);
      await registry.remove('a');
      await registry.remove('a');
      await registry.remove('never-there');
      await vi.waitFor(() => expect(names('tts')).toEqual([]), OFTEN);
    });

    test('an entry without a heartbeat expires; one that beats stays', async () => {
      await registry.register(workerEntry('beats'));
      await registry.register(workerEntry('silent'));
      await vi.waitFor(() => expect(names('tts').sort()).toEqual(['beats', 'silent']), OFTEN);
      const heart = setInterval(() => void registry.register(workerEntry('beats')), CONTRACT_TTL_MS / 4);
      await vi.waitFor(() => expect(names('tts')).toEqual(['beats']), OFTEN);
      clearInterval(heart);
      await vi.waitFor(() => expect(names('tts')).toEqual([]), OFTEN);
    });

    test('a watch is told of every change until it ends', async () => {
      const seen: string[][] = [];
      const unwatch = registry.watch(() => seen.push(names('tts')));
      await registry.register(workerEntry('a'));
      await vi.waitFor(() => expect(seen.at(-1)).toEqual(['a']), OFTEN);
      await registry.remove('a');
      await vi.waitFor(() => expect(seen.at(-1)).toEqual([]), OFTEN);
      unwatch();
      unwatch();
      const told = seen.length;
      await registry.register(workerEntry('b'));
      await vi.waitFor(() => expect(names('tts')).toEqual(['b']), OFTEN);
      expect(seen).toHaveLength(told);
    });

    test('closing twice is closing once', async () => {
      await registry.close();
      await registry.close();
    });
  });
}
