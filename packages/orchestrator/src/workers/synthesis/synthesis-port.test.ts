import { status } from '@grpc/grpc-js';
import { FRAME_SAMPLES } from '@parley/protocol';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import type { SynthesisStream } from '@parley/session';
import {
  FAKE_FRAMES_PER_WORD,
  type FakeTtsFailures,
  type FakeTtsWorker,
  startFakeTtsWorker,
  wordsOfFrames,
} from '@parley/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import type { LeaseTable } from '../leases/lease-table.js';
import { createMemoryLeases } from '../leases/memory-leases.js';
import { createMemoryRegistry } from '../memory-registry.js';
import { createRecordingSynthesisSink, type RecordingSynthesisSink } from '../testing/recording-sinks.js';
import { createSynthesisPort, type SynthesisPortOptions } from './synthesis-port.js';

const clock = createSystemClock();
const logger = createLogger({ name: 'test', level: 'silent' });
const closers: (() => Promise<void>)[] = [];
const FIRST = 'one two three four five,';
const SECOND = ' six seven eight nine ten.';
const WORDS = 'one two three four five six seven eight nine ten'.split(' ');
const ALL_FRAMES = WORDS.length * FAKE_FRAMES_PER_WORD;

/** Of a machine that is not busy. */
const SOON = { silenceMs: 50, probeTimeoutMs: 50, stallMs: 200, noWorkerMs: 200 };

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function workers(...scripts: FakeTtsFailures[]): Promise<FakeTtsWorker[]> {
  const started: FakeTtsWorker[] = [];
  for (const [index, failures] of scripts.entries()) {
    const worker = await startFakeTtsWorker({ name: `w${index}`, failures });
    closers.push(() => worker.close());
    started.push(worker);
  }
  return started;
}

async function setUp(fakes: readonly FakeTtsWorker[], options: Partial<SynthesisPortOptions> = {}) {
  const registry = createMemoryRegistry({ clock });
  for (const fake of fakes) await registry.register(fake.entry());
  const leases: LeaseTable = createMemoryLeases();
  const metrics = createMetrics();
  const port = createSynthesisPort({ registry, leases, clock, logger, metrics, ...options });
  closers.push(
    () => registry.close(),
    () => port.close(),
  );
  const counted = async (event: string): Promise<number> => {
    const line = (await metrics.render()).split('\n').find((text) => text.includes(`event="${event}"`));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  return { registry, leases, port, counted };
}

let generation = 0;
function request(overrides: object = {}) {
  generation += 1;
  return { sessionId: 's1', generation, speculative: false, ...overrides };
}

function say(stream: SynthesisStream, creditFrames = 1000): void {
  stream.grantCredit(creditFrames);
  stream.write(1, FIRST);
  stream.write(2, SECOND);
  stream.finish();
}

function heard(sink: RecordingSynthesisSink): string[] {
  return wordsOfFrames(
    sink.frames.map((frame) => frame.pcm),
    WORDS,
  );
}

/** The reply came whole, once, on one unbroken time line. */
function expectWholeReply(sink: RecordingSynthesisSink): void {
  expect(sink.errors).toEqual([]);
  expect(heard(sink)).toEqual(WORDS);
  expect(sink.frames.map((frame) => frame.samplePosition)).toEqual(
    Array.from({ length: ALL_FRAMES }, (_, index) => index * FRAME_SAMPLES),
  );
  expect(sink.ends).toBe(1);
}

test('a reply is spoken: frames in order, words where they are said, the end once', async () => {
  const [worker] = await workers({});
  const { port } = await setUp(worker ? [worker] : []);
  const sink = createRecordingSynthesisSink();
  say(port.open(request({ voice: 'ada', language: 'en-US', model: 'fake' }), sink));
  expect(sink.frames).toHaveLength(0);
  await sink.over;
  expectWholeReply(sink);
  expect(sink.words.map((word) => [word.textIndex, word.textOffset, word.startSample])).toEqual(
    WORDS.map((word, index) => [
      index < 5 ? 1 : 2,
      (index < 5 ? FIRST : SECOND).indexOf(word),
      index * FAKE_FRAMES_PER_WORD * FRAME_SAMPLES,
    ]),
  );
  expect(worker?.starts).toMatchObject([{ model: 'fake', options: { voice: 'ada', language: 'en-US' } }]);
});

test('frames flow only as far as credit was granted, also from a worker that knows no credit', async () => {
  for (const failures of [{}, { ignoreCredit: true }]) {
    const { port } = await setUp(await workers(failures));
    const sink = createRecordingSynthesisSink();
    const stream = port.open(request(), sink);
    say(stream, 7);
    await sink.reached(7);
    await pause(100);
    expect(sink.frames).toHaveLength(7);
    stream.grantCredit(5);
    await sink.reached(12);
    await pause(100);
    expect(sink.frames).toHaveLength(12);
    stream.grantCredit(1000);
    await sink.over;
    expectWholeReply(sink);
  }
});

test('frames that travel together are counted, credited and, when their worker dies, continued one by one', async () => {
  const [first, second] = await Promise.all([
    startFakeTtsWorker({ name: 'w0', framesPerMessage: 4, failures: { dieAfterFrames: 11 } }),
    startFakeTtsWorker({ name: 'w1', framesPerMessage: 4 }),
  ]);
  closers.push(
    () => first.close(),
    () => second.close(),
  );
  // Affinity to nobody: the one that dies is there alone at first.
  const { port, registry } = await setUp([first]);
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 7);
  await sink.reached(7);
  await pause(100);
  expect(sink.frames).toHaveLength(7);
  await registry.register(second.entry());
  stream.grantCredit(1000);
  await sink.over;
  expectWholeReply(sink);
  expect(sink.withdrawals).toEqual([9 * FRAME_SAMPLES]);
  expect(second.calls).toHaveLength(1);
});

test('a second reply uses the same worker session, another voice a new one', async () => {
  const [worker] = await workers({});
  const { port, leases } = await setUp(worker ? [worker] : []);
  for (const overrides of [{}, {}, { voice: 'other' }]) {
    const sink = createRecordingSynthesisSink();
    say(port.open(request(overrides), sink));
    await sink.over;
    expectWholeReply(sink);
    // The session is free again once the call has closed, a moment after its last frame.
    await pause(20);
  }
  expect(worker?.starts).toHaveLength(2);
  port.endSession('s1');
  await vi.waitFor(() => expect(leases.taken('w0')).toBe(0));
  expect(worker?.sessions.size).toBe(0);
});

test('an idle worker session ends after its linger, and its slot is free', async () => {
  const [worker] = await workers({});
  const { port, leases } = await setUp(worker ? [worker] : [], { lingerMs: 50 });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  await vi.waitFor(() => expect(leases.taken('w0')).toBe(0));
  expect(worker?.sessions.size).toBe(0);
});

test('pause, resume and stop travel in the stream; a stopped reply is silent and its session is used again', async () => {
  const [worker] = await workers({});
  const { port } = await setUp(worker ? [worker] : []);
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 3);
  await sink.reached(3);
  stream.pause();
  stream.grantCredit(3);
  await pause(60);
  expect(sink.frames).toHaveLength(3);
  stream.resume();
  await sink.reached(6);
  stream.stop();
  stream.stop();
  stream.grantCredit(100);
  await pause(60);
  expect(sink.frames).toHaveLength(6);
  expect(sink.ends).toBe(0);
  expect(sink.errors).toEqual([]);
  expect(worker?.calls[0]?.controls).toEqual(['PAUSE', 'RESUME', 'STOP']);
  const next = createRecordingSynthesisSink();
  say(port.open(request(), next));
  await next.over;
  expectWholeReply(next);
  expect(worker?.starts).toHaveLength(1);
});

test.each<[string, FakeTtsFailures]>([
  ['dies', { dieAfterFrames: 10 }],
  ['freezes', { freezeAfterFrames: 10 }],
  ['stalls while it answers probes', { stallAfterFrames: 10 }],
  ['sends an empty frame', { garbage: 'empty-frame', garbageAfterFrames: 10 }],
  ['sends a frame of odd size', { garbage: 'short-frame', garbageAfterFrames: 10 }],
  ['ends without an end marker', { garbage: 'no-final', garbageAfterFrames: 10 }],
])('when a worker %s in mid-word, another one goes on from that word', async (_what, failures) => {
  const [bad, good] = await workers(failures, {});
  if (bad === undefined || good === undefined) throw new Error('no workers');
  const { port, registry, counted } = await setUp([bad], { timing: { silenceMs: 100, stallMs: 300 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 10);
  await sink.reached(10);
  await registry.register(good.entry());
  stream.grantCredit(1000);
  await sink.over;
  expectWholeReply(sink);
  // Ten frames are three words and a third of "four".
  expect(sink.withdrawals).toEqual([9 * FRAME_SAMPLES]);
  expect(good.calls[0]?.texts).toEqual(['four five,', SECOND]);
  expect(sink.words.map((word) => word.textOffset)[3]).toBe(FIRST.indexOf('four'));
  expect(await counted('failover')).toBe(1);
});

test('a worker that marks no words is continued near where it was', async () => {
  const [bad, good] = await workers({ dieAfterFrames: 9, noWordMarks: true }, {});
  if (bad === undefined || good === undefined) throw new Error('no workers');
  const { port, registry } = await setUp([bad]);
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream);
  await sink.reached(9);
  await registry.register(good.entry());
  await sink.over;
  expect(sink.errors).toEqual([]);
  expect(heard(sink).at(-1)).toBe('ten');
});

test('a worker that never sends is left for another one', async () => {
  const [bad, good] = await workers({ stallAfterFrames: 0 }, {});
  if (bad === undefined || good === undefined) throw new Error('no workers');
  const { port, registry } = await setUp([bad], { timing: { silenceMs: 100, stallMs: 200 } });
  await registry.register({ ...good.entry(), metrics: { queue_depth: 5 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
  expect(bad.calls).toHaveLength(1);
});

test('a worker that froze before the reply began is not waited for, and its slot comes free again', async () => {
  const [frozen, good] = await workers({}, {});
  if (frozen === undefined || good === undefined) throw new Error('no workers');
  const { port, registry, leases, counted } = await setUp([frozen], {
    startTiming: { startPatienceMs: 50 },
    lingerMs: 50,
  });
  frozen.failures.frozen = true;
  // Second by load, so that the frozen one is asked first.
  await registry.register({ ...good.entry(), metrics: { queue_depth: 5 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
  expect(sink.delays).toEqual([]);
  expect(await counted('session_start_late')).toBe(1);
  await vi.waitFor(() => expect([leases.taken('w0'), leases.taken('w1')]).toEqual([0, 0]), 5000);
});

test('when the only worker does not answer, that is told before the reply is given up', async () => {
  const [worker] = await workers({});
  if (worker === undefined) throw new Error('no worker');
  const { port } = await setUp([worker], {
    timing: { noWorkerMs: 200 },
    startTiming: { startPatienceMs: 50, startTimeoutMs: 500 },
  });
  worker.failures.frozen = true;
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await vi.waitFor(() => expect(sink.delays).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]), 5000);
  expect(sink.errors).toEqual([]);
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]);
});

test('a reply that is held when its worker dies waits for nobody, and nothing is told', async () => {
  const [bad, good] = await workers({}, {});
  if (bad === undefined || good === undefined) throw new Error('no workers');
  const { port } = await setUp([bad, good], { timing: { noWorkerMs: 100 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 6);
  await sink.reached(6);
  stream.pause();
  const [speaking, other] = bad.calls.length > 0 ? [bad, good] : [good, bad];
  speaking.kill();
  await vi.waitFor(() => expect(other.calls).toHaveLength(1), 5000);
  await pause(300);
  expect(sink.delays).toEqual([]);
  stream.resume();
  stream.grantCredit(1000);
  await sink.over;
  expectWholeReply(sink);
});

test('a slow worker with no other to go to is waited for', async () => {
  const [slow] = await workers({ stallAfterFrames: 0 });
  if (slow === undefined) throw new Error('no worker');
  const { port, counted } = await setUp([slow], { timing: { silenceMs: 50, stallMs: 100 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 10);
  await pause(500);
  delete slow.failures.stallAfterFrames;
  stream.grantCredit(1000);
  await sink.over;
  expectWholeReply(sink);
  expect(await counted('failover')).toBe(0);
});

test.each<[string, FakeTtsFailures]>([
  ['dies', { dieAfterFrames: 10 }],
  ['freezes', { freezeAfterFrames: 10 }],
])(
  'when the only worker %s in a reply, that is told once, and the rest is spoken when it is back',
  async (_what, failures) => {
    const [worker] = await workers(failures);
    if (worker === undefined) throw new Error('no worker');
    const { port, counted } = await setUp([worker], { timing: SOON });
    const sink = createRecordingSynthesisSink();
    say(port.open(request(), sink));
    await vi.waitFor(() => expect(sink.delays).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]));
    await pause(300);
    if (worker.failures.dieAfterFrames !== undefined) {
      delete worker.failures.dieAfterFrames;
      await worker.restart();
    } else {
      delete worker.failures.freezeAfterFrames;
      worker.failures.frozen = false;
      // What was frozen in mid-reply ends there; the fake does not go on by itself.
      worker.kill();
      await worker.restart();
    }
    await sink.over;
    expectWholeReply(sink);
    expect(sink.delays).toHaveLength(1);
    expect(await counted('delayed')).toBe(1);
  },
);

test.each<[string, FakeTtsFailures]>([
  ['dies', { dieAfterFrames: 4 }],
  ['freezes', { freezeAfterFrames: 4 }],
])(
  'when the only worker %s and stays away, the reply fails, with a hint when to try again',
  async (_what, failures) => {
    const { port } = await setUp(await workers(failures), { timing: { ...SOON, resumeMs: 700 } });
    const sink = createRecordingSynthesisSink();
    say(port.open(request(), sink));
    await sink.over;
    expect(sink.delays).toHaveLength(1);
    expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE', retryAfterMs: 3000 }]);
  },
);

test('silence of a worker that has said all its text is no fault', async () => {
  const { port, counted } = await setUp(await workers({}), { timing: { silenceMs: 40, stallMs: 80 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  stream.grantCredit(1000);
  stream.write(1, FIRST);
  await sink.reached(15);
  await pause(400);
  stream.write(2, SECOND);
  stream.finish();
  await sink.over;
  expectWholeReply(sink);
  expect(await counted('probe_failed')).toBe(0);
  expect(await counted('failover')).toBe(0);
});

test('a paused reply survives the death of its worker and goes on when resumed', async () => {
  const [bad, good] = await workers({}, {});
  if (bad === undefined || good === undefined) throw new Error('no workers');
  const { port, registry } = await setUp([bad]);
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 6);
  await sink.reached(6);
  stream.pause();
  stream.grantCredit(1000);
  await registry.register(good.entry());
  bad.kill();
  await vi.waitFor(() => expect(good.calls).toHaveLength(1));
  await pause(60);
  expect(sink.frames).toHaveLength(6);
  stream.resume();
  await sink.over;
  expectWholeReply(sink);
});

test('frames of another generation are dropped and counted', async () => {
  const { port, counted } = await setUp(await workers({ echoWrongGeneration: true }));
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
  expect(await counted('stale_frame')).toBe(ALL_FRAMES);
});

test('a worker that is full, whatever it says, is passed over', async () => {
  const liar = await startFakeTtsWorker({ name: 'a-liar', maxSessions: 1, claimedSessions: 5 });
  const other = await startFakeTtsWorker({ name: 'b', maxSessions: 1 });
  closers.push(
    () => liar.close(),
    () => other.close(),
  );
  const { port } = await setUp([liar, other]);
  const sinks = ['s1', 's2'].map((sessionId) => {
    const sink = createRecordingSynthesisSink();
    say(port.open(request({ sessionId }), sink), 3);
    return sink;
  });
  await Promise.all(sinks.map((sink) => sink.reached(3)));
  expect([liar.sessions.size, other.sessions.size]).toEqual([1, 1]);
});

test('an idle session gives way to one that needs the slot', async () => {
  const only = await startFakeTtsWorker({ name: 'only', maxSessions: 1 });
  closers.push(() => only.close());
  const { port } = await setUp([only]);
  for (const sessionId of ['s1', 's2']) {
    const sink = createRecordingSynthesisSink();
    say(port.open(request({ sessionId }), sink));
    await sink.over;
    expectWholeReply(sink);
    await pause(20);
  }
  expect(only.mostSessions).toBe(1);
});

test('a speculative reply does not take the last slot until it is committed', async () => {
  const only = await startFakeTtsWorker({ name: 'only', maxSessions: 1 });
  closers.push(() => only.close());
  const { port } = await setUp([only], { timing: { noWorkerMs: 200 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request({ speculative: true }), sink);
  say(stream);
  await pause(400);
  expect(only.starts).toHaveLength(0);
  expect(sink.errors).toEqual([]);
  stream.commit?.();
  await sink.over;
  expectWholeReply(sink);
});

test('with no worker the reply fails with what is missing, and works again when one comes', async () => {
  const [worker] = await workers({});
  if (worker === undefined) throw new Error('no worker');
  const { port, registry } = await setUp([], { timing: { noWorkerMs: 300 } });
  const failed = createRecordingSynthesisSink();
  say(port.open(request(), failed));
  await failed.over;
  expect(failed.errors).toMatchObject([
    { code: 'WORKER_UNAVAILABLE', message: 'No workers available in registry' },
  ]);
  const waiting = createRecordingSynthesisSink();
  say(port.open(request(), waiting));
  await registry.register(worker.entry());
  await waiting.over;
  expectWholeReply(waiting);
  const foreign = createRecordingSynthesisSink();
  say(port.open(request({ language: 'xx' }), foreign));
  await foreign.over;
  expect(foreign.errors).toMatchObject([
    { code: 'WORKER_UNAVAILABLE', message: "No workers support language 'xx'" },
  ]);
});

test('when every worker is gone the reply fails; when one returns the next one is spoken', async () => {
  const [worker] = await workers({ dieAfterFrames: 5 });
  if (worker === undefined) throw new Error('no worker');
  const { port } = await setUp([worker], { timing: { noWorkerMs: 300, resumeMs: 600 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]);
  expect(sink.ends).toBe(0);
  delete worker.failures.dieAfterFrames;
  await worker.restart();
  await vi.waitFor(async () => {
    const again = createRecordingSynthesisSink();
    say(port.open(request(), again));
    await again.over;
    expectWholeReply(again);
  });
});

test('text that no worker can speak fails instead of going round', async () => {
  const scripts = Array.from({ length: 5 }, () => ({ failWith: status.INTERNAL }));
  const fakes = await workers(...scripts);
  const { port } = await setUp(fakes, { timing: { noWorkerMs: 300 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'SYNTHESIS_FAILED' }]);
  expect(fakes.reduce((calls, fake) => calls + fake.calls.length, 0)).toBe(3);
});

test('a word that breaks every worker which begins with it is given up', async () => {
  const scripts = Array.from(
    { length: 5 },
    (): FakeTtsFailures => ({ garbage: 'short-frame', garbageAfterFrames: 2 }),
  );
  const fakes = await workers(...scripts);
  const { port } = await setUp(fakes, { timing: { noWorkerMs: 300 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'SYNTHESIS_FAILED' }]);
  expect(fakes.reduce((calls, fake) => calls + fake.calls.length, 0)).toBe(3);
});

test('a model that is nowhere is named, at once', async () => {
  const { port } = await setUp(await workers({ refuseStart: status.NOT_FOUND }));
  const sink = createRecordingSynthesisSink();
  say(port.open(request({ model: 'nowhere' }), sink));
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'NOT_FOUND', message: 'refused by script' }]);
});

test('a static worker serves when the registry has none', async () => {
  const [worker] = await workers({});
  const { port } = await setUp([], { staticAddr: worker?.entry().addr });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
});

test('closing the port ends running replies with an error and leaves nothing on the worker', async () => {
  const [worker] = await workers({});
  const { port } = await setUp(worker ? [worker] : []);
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink), 4);
  await sink.reached(4);
  await port.close();
  expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]);
  await vi.waitFor(() => expect(worker?.sessions.size).toBe(0));
});

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
