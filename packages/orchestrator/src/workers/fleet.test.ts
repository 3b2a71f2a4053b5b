import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import type { Clock } from '@parley/session';
import { FakeClock } from '@parley/session/testing';
import { type FakeTtsWorker, startFakeTtsWorker } from '@parley/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import { createWorkerFleet } from './fleet.js';
import { createMemoryLeases } from './leases/memory-leases.js';
import { createMemoryRegistry } from './memory-registry.js';
import type { WorkerRegistry } from './registry.js';
import { createSynthesisPort } from './synthesis/synthesis-port.js';
import { createWorkerTelemetry } from './telemetry.js';
import { createRecordingSynthesisSink } from './testing/recording-sinks.js';
import { workerEntry } from './testing/worker-entries.js';

const HOUR_S = 3600;
const clock = createSystemClock();
const logger = createLogger({ name: 'test', level: 'silent' });
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function speakWith(worker: FakeTtsWorker, clockErrorSeconds: number) {
  const registry = createMemoryRegistry({ clock });
  const port = createSynthesisPort({
    registry,
    leases: createMemoryLeases(),
    clock,
    logger,
    metrics: createMetrics(),
  });
  closers.push(
    () => worker.close(),
    () => registry.close(),
    () => port.close(),
  );
  const entry = worker.entry();
  await registry.register({ ...entry, last_heartbeat_ts: entry.last_heartbeat_ts + clockErrorSeconds });
  const sink = createRecordingSynthesisSink();
  const stream = port.open({ sessionId: 's', generation: 1, speculative: false }, sink);
  stream.grantCredit(100);
  stream.write(1, 'one two');
  stream.finish();
  return sink;
}

test.each([-HOUR_S, HOUR_S])(
  'a worker whose clock is wrong by %i s serves from its registration on',
  async (clockErrorSeconds) => {
    const sink = await speakWith(await startFakeTtsWorker({ name: 'w' }), clockErrorSeconds);
    await vi.waitFor(() => expect(sink.frames.length).toBeGreaterThan(0));
  },
);

/** A fleet whose workers answer at once, and whom it asked. */
function createAskedFleet(registry: WorkerRegistry, fleetClock: Clock) {
  const asked: string[] = [];
  const channelTo = (addr: string) => ({
    client: {
      GetCapabilities: (_request: object, _options: object, answer: (error: null, reply: object) => void) => {
        asked.push(addr);
        setImmediate(() => answer(null, { capabilities: null, resident_models: [], metrics: {} }));
      },
    },
    release: () => undefined,
  });
  const fleet = createWorkerFleet({
    kind: 'tts',
    registry,
    channels: {
      take: (addr) => channelTo(addr) as never,
      warm: () => undefined,
      drop: () => undefined,
      close: () => undefined,
    },
    clock: fleetClock,
    logger,
    telemetry: createWorkerTelemetry(createMetrics()),
    // As the heartbeats of the entries.
    epochMs: () => workerEntry('w').last_heartbeat_ts * 1000,
    probeIntervalMs: 10_000,
  });
  closers.push(
    () => registry.close(),
    () => Promise.resolve(fleet.close()),
  );
  return { fleet, asked };
}

test('all who doubt a worker at once share one question', async () => {
  const { fleet, asked } = createAskedFleet(createMemoryRegistry({ clock }), clock);
  const doubts = Array.from({ length: 100 }, () => fleet.answers(workerEntry('w'), 300));
  expect(await Promise.all(doubts)).not.toContain(false);
  expect(asked).toHaveLength(1);
  await fleet.answers(workerEntry('w'), 300);
  expect(asked).toHaveLength(2);
});

test('a large fleet is asked some at a time, each once in an interval; one that is gone is not', async () => {
  const fake = new FakeClock();
  const registry = createMemoryRegistry({ clock: fake, ttlMs: Number.POSITIVE_INFINITY });
  const addresses = Array.from({ length: 50 }, (_, index) => `grpc://host:${7000 + index}`);
  for (const [index, addr] of addresses.entries())
    await registry.register(workerEntry(`w${index}`, { addr }));
  const { asked } = createAskedFleet(registry, fake);
  expect(asked).toEqual(addresses.slice(0, 20));
  await registry.remove('w49');
  const later = async (ms: number): Promise<void> => {
    await new Promise(setImmediate);
    await fake.advance(ms);
  };
  await later(10_000 / 3 + 1);
  expect(asked).toEqual(addresses.slice(0, 40));
  await later(10_000 / 3 + 1);
  expect(asked).toEqual(addresses.slice(0, 49));
  await later(10_000 / 3 + 1);
  expect(asked.slice(49)).toEqual(addresses.slice(0, 20));
});
