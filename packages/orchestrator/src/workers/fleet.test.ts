import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { type FakeTtsWorker, startFakeTtsWorker } from '@parley/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import { createWorkerFleet } from './fleet.js';
import { createMemoryLeases } from './leases/memory-leases.js';
import { createMemoryRegistry } from './memory-registry.js';
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

test('all who doubt a worker at once share one question', async () => {
  let asked = 0;
  const registry = createMemoryRegistry({ clock });
  const channel = {
    client: {
      GetCapabilities: (_request: object, _options: object, answer: (error: null, reply: object) => void) => {
        asked += 1;
        setImmediate(() => answer(null, { capabilities: null, resident_models: [], metrics: {} }));
      },
    },
    release: () => undefined,
  };
  const fleet = createWorkerFleet({
    kind: 'tts',
    registry,
    channels: {
      take: () => channel as never,
      warm: () => undefined,
      drop: () => undefined,
      close: () => undefined,
    },
    clock,
    logger,
    telemetry: createWorkerTelemetry(createMetrics()),
  });
  closers.push(
    () => registry.close(),
    () => Promise.resolve(fleet.close()),
  );
  const doubts = Array.from({ length: 100 }, () => fleet.answers(workerEntry('w'), 300));
  expect(await Promise.all(doubts)).not.toContain(false);
  expect(asked).toBe(1);
  await fleet.answers(workerEntry('w'), 300);
  expect(asked).toBe(2);
});
