import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { startFakeTtsWorker } from '@parley/testkit';
import { afterEach, expect, test } from 'vitest';
import { createRegistryCatalogue } from '../http/catalogue-routes.js';
import { createMemoryLeases } from './leases/memory-leases.js';
import { createMemoryRegistry } from './memory-registry.js';
import { createSynthesisPort } from './synthesis/synthesis-port.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function catalogueOf(...workers: Awaited<ReturnType<typeof startFakeTtsWorker>>[]) {
  const clock = createSystemClock();
  const registry = createMemoryRegistry({ clock });
  for (const worker of workers) {
    closers.push(() => worker.close());
    await registry.register(worker.entry());
  }
  const port = createSynthesisPort({
    registry,
    clock,
    leases: createMemoryLeases(),
    logger: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics(),
  });
  closers.push(
    () => registry.close(),
    () => port.close(),
  );
  return createRegistryCatalogue(registry, port.models);
}

const RESIDENT = { id: 'fake', kind: 'tts', languages: ['en'], resident: true };

test('a worker that does not say which models it has keeps those in memory on the list, and others on theirs', async () => {
  const silent = await startFakeTtsWorker({ name: 'silent', failures: { frozen: true } });
  const installed = [
    { model_id: 'fake', is_loaded: true, languages: ['en'] },
    { model_id: 'other', is_loaded: false, languages: ['fr'] },
  ];
  const talkative = await startFakeTtsWorker({ name: 'talkative', installed });
  const unable = await startFakeTtsWorker({ name: 'unable' });
  const catalogue = await catalogueOf(silent, talkative, unable);
  expect(await catalogue.models()).toEqual([
    RESIDENT,
    { id: 'other', kind: 'tts', languages: ['fr'], resident: false },
  ]);
  expect(await catalogue.voices()).toContainEqual({ id: 'other', model: 'other', languages: ['fr'] });
  expect([silent, talkative, unable].map(({ listings }) => listings)).toEqual([1, 1, 1]);
});

test('no worker says anything: what is in memory is listed', async () => {
  const catalogue = await catalogueOf(
    await startFakeTtsWorker({ name: 'silent', failures: { frozen: true } }),
  );
  expect(await catalogue.models()).toEqual([RESIDENT]);
});
