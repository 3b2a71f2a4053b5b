import { status } from '@grpc/grpc-js';
import { FRAME_SAMPLES } from '@parley/protocol';
import { type FakeTtsFailures, startFakeTtsWorker } from '@parley/testkit';
import { expect, test, vi } from 'vitest';
import { createRecordingSynthesisSink } from '../testing/recording-sinks.js';
import {
  expectWholeReply,
  FIRST,
  heard,
  pause,
  request,
  SECOND,
  say,
  useSynthesis,
} from '../testing/synthesis-setup.js';

const synthesis = useSynthesis();

test.each<[string, FakeTtsFailures]>([
  ['dies', { dieAfterFrames: 10 }],
  ['freezes', { freezeAfterFrames: 10 }],
  ['stalls while it answers probes', { stallAfterFrames: 10 }],
  ['sends an empty frame', { garbage: 'empty-frame', garbageAfterFrames: 10 }],
  ['sends a frame of odd size', { garbage: 'short-frame', garbageAfterFrames: 10 }],
  ['ends without an end marker', { garbage: 'no-final', garbageAfterFrames: 10 }],
])('when a worker %s in mid-word, another one goes on from that word', async (_what, failures) => {
  const [bad, good] = await synthesis.workers(failures, {});
  const { port, registry, counted } = await synthesis.port([bad], {
    timing: { silenceMs: 100, stallMs: 300 },
  });
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

test('frames that travel together are counted, credited and, when their worker dies, continued one by one', async () => {
  const [first, second] = await Promise.all([
    startFakeTtsWorker({ name: 'w0', framesPerMessage: 4, failures: { dieAfterFrames: 11 } }),
    startFakeTtsWorker({ name: 'w1', framesPerMessage: 4 }),
  ]);
  synthesis.own(first, second);
  // Affinity to nobody: the one that dies is there alone at first.
  const { port, registry } = await synthesis.port([first]);
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

test('a worker that marks no words is continued near where it was', async () => {
  const [bad, good] = await synthesis.workers({ dieAfterFrames: 9, noWordMarks: true }, {});
  const { port, registry } = await synthesis.port([bad]);
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
  const [bad, good] = await synthesis.workers({ stallAfterFrames: 0 }, {});
  const { port, registry } = await synthesis.port([bad], { timing: { silenceMs: 100, stallMs: 200 } });
  await registry.register({ ...good.entry(), metrics: { queue_depth: 5 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
  expect(bad.calls).toHaveLength(1);
});

test('a worker that froze before the reply began is not waited for, and its slot comes free again', async () => {
  const [frozen, good] = await synthesis.workers({}, {});
  const { port, registry, leases, counted } = await synthesis.port([frozen], {
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

test('a paused reply survives the death of its worker and goes on when resumed', async () => {
  const [bad, good] = await synthesis.workers({}, {});
  const { port, registry } = await synthesis.port([bad]);
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

test('a reply that is held when its worker dies waits for nobody, and nothing is told', async () => {
  const [bad, good] = await synthesis.workers({}, {});
  const { port } = await synthesis.port([bad, good], { timing: { noWorkerMs: 100 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 6);
  await sink.reached(6);
  stream.pause();
  // A busy machine may have begun late, and said so.
  sink.delays.splice(0);
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

test('text that no worker can speak fails instead of going round', async () => {
  const scripts = Array.from({ length: 5 }, () => ({ failWith: status.INTERNAL }));
  const fakes = await synthesis.workers(...scripts);
  const { port } = await synthesis.port(fakes, { timing: { noWorkerMs: 300 } });
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
  const fakes = await synthesis.workers(...scripts);
  const { port } = await synthesis.port(fakes, { timing: { noWorkerMs: 300 } });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'SYNTHESIS_FAILED' }]);
  expect(fakes.reduce((calls, fake) => calls + fake.calls.length, 0)).toBe(3);
});
