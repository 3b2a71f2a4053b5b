import { status } from '@grpc/grpc-js';
import { LISTENING_RATE_HZ, VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import type { RecognitionStream } from '@parley/session';
import { type FakeAsrFailures, type FakeAsrWorker, startFakeAsrWorker } from '@parley/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import { createMemoryLeases } from '../leases/memory-leases.js';
import { createMemoryRegistry } from '../memory-registry.js';
import { createRecordingRecognitionSink } from '../testing/recording-sinks.js';
import { createRecognitionPort, type RecognitionPortOptions } from './recognition-port.js';

const clock = createSystemClock();
const logger = createLogger({ name: 'test', level: 'silent' });
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function worker(
  name: string,
  failures: FakeAsrFailures = {},
  maxSessions = 10,
): Promise<FakeAsrWorker> {
  const started = await startFakeAsrWorker({ name, failures, maxSessions });
  closers.push(() => started.close());
  return started;
}

async function setUp(fakes: readonly FakeAsrWorker[], options: Partial<RecognitionPortOptions> = {}) {
  const registry = createMemoryRegistry({ clock });
  for (const fake of fakes) await registry.register(fake.entry());
  const metrics = createMetrics();
  const leases = createMemoryLeases();
  const port = createRecognitionPort({ registry, leases, clock, logger, metrics, ...options });
  closers.push(
    () => registry.close(),
    () => port.close(),
  );
  return { registry, port, leases };
}

let utterance = 0;
function request() {
  utterance += 1;
  return { sessionId: 's1', utterance };
}

/** Windows of 32 ms; 1600 ms are 50 of them. */
function speak(stream: RecognitionStream, durationMs: number): void {
  const windows = Math.round((durationMs / 1000) * (LISTENING_RATE_HZ / VAD_WINDOW_SAMPLES));
  for (let i = 0; i < windows; i += 1) stream.write(new Float32Array(VAD_WINDOW_SAMPLES).fill(0.1));
}

test('an utterance is recognised: partials, the answer to a flush, one final', async () => {
  const fake = await worker('w');
  const { port, leases } = await setUp([fake], { lingerMs: 100 });
  const sink = createRecordingRecognitionSink();
  const stream = port.open({ ...request(), language: 'en' }, sink);
  speak(stream, 800);
  stream.flush();
  await vi.waitFor(() => expect(sink.partials.some((partial) => partial.flushed)).toBe(true));
  expect(sink.partials.at(-1)?.text).toBe('800 ms');
  speak(stream, 800);
  stream.finish();
  await sink.over;
  expect(sink.finals).toMatchObject([{ text: '1600 ms', stableLength: 7, language: 'en', confidence: 0.9 }]);
  expect(fake.starts).toMatchObject([{ options: { language: 'en' } }]);
  await vi.waitFor(() => expect(leases.taken('w')).toBe(0));
});

test.each<[string, FakeAsrFailures, number]>([
  ['dies', { dieAfterMs: 700 }, 1],
  ['freezes', { freezeAfterMs: 700 }, 1],
  ['sends no final', { noFinal: true }, 1],
  ['fails', { failWith: status.INTERNAL }, 1],
  ['refuses', { refuseStart: status.RESOURCE_EXHAUSTED }, 0],
])('when a worker %s, another one hears the whole utterance', async (_what, failures, calls) => {
  const bad = await worker('bad', failures);
  const good = await worker('good');
  const { port, registry } = await setUp([bad], {
    timing: { silenceMs: 100, probeTimeoutMs: 200, finalTimeoutMs: 600, finalTimeoutPerMs: 0 },
  });
  // Second by load, so that the bad one is tried first.
  await registry.register({ ...good.entry(), metrics: { queue_depth: 3 } });
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 1600);
  stream.finish();
  await sink.over;
  expect(sink.errors).toEqual([]);
  expect(sink.finals.map((final) => final.text)).toEqual(['1600 ms']);
  expect(good.calls).toMatchObject([{ audioMs: 1600 }]);
  expect(bad.calls).toHaveLength(calls);
});

test('audio said while no worker is there is not lost', async () => {
  const late = await worker('late');
  const { port, registry } = await setUp([]);
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 480);
  stream.flush();
  await registry.register(late.entry());
  await sink.reached(1);
  speak(stream, 480);
  stream.finish();
  await sink.over;
  expect(sink.finals.map((final) => final.text)).toEqual(['960 ms']);
  expect(sink.partials.some((partial) => partial.flushed)).toBe(true);
});

test('while the person speaks a worker is waited for longer than at the end of the utterance', async () => {
  const late = await worker('late');
  const { port, registry } = await setUp([], { timing: { noWorkerMs: 50, resumeMs: 60_000 } });
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 480);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sink.errors).toEqual([]);
  await registry.register(late.entry());
  await sink.reached(1);
  stream.finish();
  await sink.over;
  expect(sink.finals.map((final) => final.text)).toEqual(['480 ms']);
});

test('words that are late because their only worker froze are told once, and not before the end', async () => {
  const { port } = await setUp([await worker('w', { freezeAfterMs: 300 })], {
    timing: {
      silenceMs: 50,
      probeTimeoutMs: 50,
      noWorkerMs: 100,
      finalTimeoutMs: 1500,
      finalTimeoutPerMs: 0,
    },
  });
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 480);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(sink.delays).toEqual([]);
  stream.finish();
  await vi.waitFor(() => expect(sink.delays).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]), 5000);
  expect(sink.errors).toEqual([]);
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'ASR_FAILED' }]);
  expect(sink.delays).toHaveLength(1);
});

test('a recogniser that is slow and well is waited for without a word', async () => {
  const { port } = await setUp([await worker('w', { noFinal: true })], {
    timing: { silenceMs: 50, noWorkerMs: 50, finalTimeoutMs: 600, finalTimeoutPerMs: 0 },
  });
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 480);
  stream.finish();
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'ASR_FAILED' }]);
  expect(sink.delays).toEqual([]);
});

test('two finals from a worker are one, and events of another utterance are none', async () => {
  const fake = await worker('w', { twoFinals: true, echoWrongUtterance: true });
  const { port } = await setUp([fake]);
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 960);
  stream.finish();
  await sink.over;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sink.finals).toHaveLength(1);
  expect([...sink.partials, ...sink.finals].map((transcript) => transcript.text)).not.toContain('stale');
});

test('a worker that cuts long speech by itself still gives one transcript of all of it', async () => {
  const { port } = await setUp([await worker('w', { cutAfterMs: 640 })]);
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 640);
  await sink.reached(1);
  expect(sink.finals).toEqual([]);
  speak(stream, 320);
  stream.finish();
  await sink.over;
  expect(sink.finals.map((final) => final.text)).toEqual(['640 ms 320 ms']);
});

test('no transcript in time is ASR_FAILED, no worker is WORKER_UNAVAILABLE', async () => {
  const timing = { finalTimeoutMs: 200, finalTimeoutPerMs: 0, noWorkerMs: 200 };
  const silent = await setUp([await worker('w', { noFinal: true })], { timing });
  const empty = await setUp([], { timing });
  for (const [port, code] of [
    [silent.port, 'ASR_FAILED'],
    [empty.port, 'WORKER_UNAVAILABLE'],
  ] as const) {
    const sink = createRecordingRecognitionSink();
    const stream = port.open(request(), sink);
    speak(stream, 320);
    stream.finish();
    await sink.over;
    expect(sink.errors).toMatchObject([{ code }]);
    expect(sink.finals).toEqual([]);
  }
});

test('a cancelled utterance is discarded, and its worker session serves the next one', async () => {
  const fake = await worker('w');
  const { port } = await setUp([fake]);
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 960);
  await sink.reached(1);
  stream.cancel();
  stream.cancel();
  stream.write(new Float32Array(512));
  stream.finish();
  await vi.waitFor(() => expect(fake.calls[0]?.stopped).toBe(true));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect([sink.finals, sink.errors]).toEqual([[], []]);
  const next = createRecordingRecognitionSink();
  const again = port.open(request(), next);
  speak(again, 320);
  again.finish();
  await next.over;
  expect(next.finals.map((final) => final.text)).toEqual(['320 ms']);
  expect(fake.starts).toHaveLength(1);
});

test('an utterance without end is an error, not a leak', async () => {
  const { port } = await setUp([await worker('w')], { timing: { maxUtteranceMs: 1000 } });
  const sink = createRecordingRecognitionSink();
  const stream = port.open(request(), sink);
  speak(stream, 1600);
  expect(sink.errors).toEqual([]);
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
});
