import type { EngineModel } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import { expect, test } from 'vitest';
import type { ModelManagerSettings } from '../worker-options.js';
import { createModelManager, modelManagerSettings } from './model-manager.js';

/** A loader whose loads end when the test says so, and a clock that the test moves. */
function world(given: Partial<ModelManagerSettings> & { manual?: boolean } = {}) {
  const { manual = false, ...settings } = given;
  const log: string[] = [];
  const gates = new Map<string, () => void>();
  const failing = new Set<string>();
  let nowMs = 0;
  const timers: { atMs: number; task: () => void }[] = [];
  let loading = 0;
  let mostAtOnce = 0;
  const clock = {
    nowMs: () => nowMs,
    setTimer(delayMs: number, task: () => void) {
      const timer = { atMs: nowMs + delayMs, task };
      timers.push(timer);
      return { cancel: () => void timers.splice(timers.indexOf(timer), 1) };
    },
  };
  const manager = createModelManager({
    clock,
    settings: modelManagerSettings(settings),
    defaultModelId: 'default',
    preloadModelIds: ['extra', 'broken'],
    loader: {
      async resolve(id): Promise<EngineModel> {
        if (id.startsWith('missing')) throw new ParleyError('NOT_FOUND', `no model ${id}`);
        return { id, family: 'tone', directory: undefined, languages: ['en'], settings: {} };
      },
      async load({ id }) {
        log.push(`load ${id}`);
        mostAtOnce = Math.max(mostAtOnce, ++loading);
        if (manual) await new Promise<void>((resolve) => gates.set(id, resolve));
        loading--;
        if (failing.has(id)) throw new ParleyError('INTERNAL_ERROR', `${id} is broken`);
        return { languages: ['en'], options: [], sampleRateHz: 48_000 };
      },
      async warmUp(id, text) {
        log.push(`warm ${id} ${text}`);
      },
      async unload(id) {
        log.push(`unload ${id}`);
      },
    },
  });
  return {
    manager,
    log,
    failing,
    mostAtOnce: () => mostAtOnce,
    pass(id: string) {
      gates.get(id)?.();
    },
    async advance(ms: number) {
      const endMs = nowMs + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (due === undefined) break;
        timers.splice(timers.indexOf(due), 1);
        nowMs = due.atMs;
        due.task();
        await settle();
      }
      nowMs = endMs;
    },
    ids: () => manager.resident().map(({ model }) => model.id),
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test('the default model is loaded at start, and a broken preload is skipped', async () => {
  const { manager, failing, ids, log } = world();
  failing.add('broken');
  await manager.start();
  expect(ids()).toEqual(['default', 'extra']);
  expect(log.slice(0, 2)).toEqual(['load default', 'warm default This is a warmup test.']);
});

test('a default model that fails aborts the start', async () => {
  const { manager, failing } = world();
  failing.add('default');
  await expect(manager.start()).rejects.toThrow('default is broken');
});

test('concurrent first requests share one load', async () => {
  const { manager, log, pass } = world({ manual: true, warmupEnabled: false });
  const all = Promise.all(Array.from({ length: 50 }, () => manager.acquire('a')));
  await settle();
  pass('a');
  const references = await all;
  expect(log).toEqual(['load a']);
  expect(manager.resident()[0]?.referenceCount).toBe(50);
  for (const reference of references) reference.release();
  for (const reference of references) reference.release();
  expect(manager.resident()[0]?.referenceCount).toBe(0);
});

test('a failed load fails all its waiters, leaves nothing, and can be tried again', async () => {
  const { manager, failing, ids } = world();
  failing.add('a');
  const outcomes = await Promise.allSettled([manager.acquire('a'), manager.acquire('a')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(ids()).toEqual([]);
  failing.delete('a');
  expect((await manager.acquire('a')).model.id).toBe('a');
});

test('an unknown model is not found by name, and no other is loaded instead', async () => {
  const { manager, log } = world();
  await expect(manager.acquire('missing-x')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'no model missing-x',
  });
  expect(log).toEqual([]);
});

test('an idle model goes after its time to live, the default included; one in use stays', async () => {
  const { manager, ids, advance } = world({ ttlMs: 2000, residentCap: 2 });
  await manager.load('default');
  const used = await manager.acquire('used');
  await advance(1999);
  expect(ids()).toEqual(['default', 'used']);
  await advance(1001);
  expect(ids()).toEqual(['used']);
  await advance(60_000);
  expect(ids()).toEqual(['used']);
  used.release();
  await advance(3000);
  expect(ids()).toEqual([]);
});

test('at the cap the least recently used idle model goes first, never one in use', async () => {
  const { manager, ids, advance } = world({ residentCap: 3, minResidencyMs: 0 });
  const a = await manager.acquire('a');
  await manager.load('b');
  await advance(10);
  await manager.load('c');
  await advance(10);
  (await manager.acquire('b')).release();
  await advance(10);
  await manager.load('d');
  expect(ids()).toEqual(['a', 'b', 'd']);
  a.release();
});

test('a load that finds no room is refused and disturbs nothing', async () => {
  const { manager, ids } = world({ residentCap: 2 });
  await manager.acquire('a');
  await manager.acquire('b');
  await expect(manager.load('c')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  expect(ids()).toEqual(['a', 'b']);
});

test('the minimum residency outlasts a shorter time to live', async () => {
  const { manager, ids, advance } = world({ ttlMs: 1000, minResidencyMs: 5000 });
  await manager.load('a');
  await advance(4900);
  expect(ids()).toEqual(['a']);
  await advance(600);
  expect(ids()).toEqual([]);
});

test('unloading refuses a model in use, and may then be asked again', async () => {
  const { manager, ids } = world();
  const reference = await manager.acquire('a');
  await expect(manager.unload('a')).rejects.toThrow('model a is in use');
  expect(ids()).toEqual(['a']);
  reference.release();
  await manager.unload('a');
  await manager.unload('a');
  expect(ids()).toEqual([]);
});

test('no more loads run at once than allowed', async () => {
  const { manager, pass, mostAtOnce, log } = world({ manual: true, maxParallelLoads: 2, residentCap: 9 });
  const all = Promise.all(['a', 'b', 'c', 'd'].map((id) => manager.load(id)));
  for (const id of ['a', 'b', 'c', 'd']) {
    await settle();
    pass(id);
  }
  await all;
  expect(mostAtOnce()).toBe(2);
  expect(log.filter((line) => line.startsWith('load'))).toHaveLength(4);
});

test('a model that is wanted again while it is unloaded is loaded again', async () => {
  const { manager, log, ids } = world({ warmupEnabled: false });
  await manager.load('a');
  const unloaded = manager.unload('a');
  const again = await manager.acquire('a');
  await unloaded;
  expect(log).toEqual(['load a', 'unload a', 'load a']);
  expect(ids()).toEqual(['a']);
  again.release();
});

test('a reload unloads what is idle at once, and what is in use with its last reference', async () => {
  const { manager, log } = world({ warmupEnabled: false });
  await manager.start();
  const used = await manager.acquire('extra');
  const alsoUsed = await manager.acquire('extra');
  await manager.reload();
  expect(manager.resident().map(({ model }) => model.id)).toEqual(['extra']);
  used.release();
  expect(log.filter((line) => line === 'unload extra')).toEqual([]);
  alsoUsed.release();
  const anew = await manager.acquire('extra');
  expect(log.slice(-2)).toEqual(['unload extra', 'load extra']);
  anew.release();
  expect(manager.resident().map(({ model }) => model.id)).toEqual(['extra']);
});
