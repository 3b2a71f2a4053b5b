import { FRAME_SAMPLES } from '@parley/protocol';
import { FAKE_FRAMES_PER_WORD } from '@parley/testkit';
import { expect, test, vi } from 'vitest';
import { createRecordingSynthesisSink } from '../testing/recording-sinks.js';
import {
  ALL_FRAMES,
  aMoment,
  expectWholeReply,
  FIRST,
  pause,
  request,
  SECOND,
  say,
  useSynthesis,
  WORDS,
} from '../testing/synthesis-setup.js';

const synthesis = useSynthesis();

test('a reply is spoken: frames in order, words where they are said, the end once', async () => {
  const [worker] = await synthesis.workers({});
  const { port } = await synthesis.port([worker]);
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
  expect(worker.starts).toMatchObject([{ model: 'fake', options: { voice: 'ada', language: 'en-US' } }]);
});

test('frames flow only as far as credit was granted, also from a worker that knows no credit', async () => {
  for (const failures of [{}, { ignoreCredit: true }]) {
    const { port } = await synthesis.port(await synthesis.workers(failures));
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

test('a second reply uses the same worker session, another voice a new one', async () => {
  const [worker] = await synthesis.workers({});
  const { port, leases } = await synthesis.port([worker]);
  for (const overrides of [{}, {}, { voice: 'other' }]) {
    const sink = createRecordingSynthesisSink();
    say(port.open(request(overrides), sink));
    await sink.over;
    expectWholeReply(sink);
    // The session is free again once the call has closed, a moment after its last frame.
    await aMoment();
  }
  expect(worker.starts).toHaveLength(2);
  port.endSession('s1');
  await vi.waitFor(() => expect(leases.taken('w0')).toBe(0));
  expect(worker.sessions.size).toBe(0);
});

test('an idle worker session ends after its linger, and its slot is free', async () => {
  const [worker] = await synthesis.workers({});
  const { port, leases } = await synthesis.port([worker], { lingerMs: 50 });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  await vi.waitFor(() => expect(leases.taken('w0')).toBe(0));
  expect(worker.sessions.size).toBe(0);
});

test('pause, resume and stop travel in the stream; a stopped reply is silent and its session is used again', async () => {
  const [worker] = await synthesis.workers({});
  const { port } = await synthesis.port([worker]);
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 3);
  await sink.reached(3);
  stream.pause();
  stream.grantCredit(3);
  await aMoment();
  expect(sink.frames).toHaveLength(3);
  stream.resume();
  await sink.reached(6);
  stream.stop();
  stream.stop();
  stream.grantCredit(100);
  await aMoment();
  expect(sink.frames).toHaveLength(6);
  expect(sink.ends).toBe(0);
  expect(sink.errors).toEqual([]);
  expect(worker.calls[0]?.controls).toEqual(['PAUSE', 'RESUME', 'STOP']);
  const next = createRecordingSynthesisSink();
  say(port.open(request(), next));
  await next.over;
  expectWholeReply(next);
  expect(worker.starts).toHaveLength(1);
});

test('frames of another generation are dropped and counted', async () => {
  const { port, counted } = await synthesis.port(await synthesis.workers({ echoWrongGeneration: true }));
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
  expect(await counted('stale_frame')).toBe(ALL_FRAMES);
});

test('silence of a worker that has said all its text is no fault', async () => {
  const { port, counted } = await synthesis.port(await synthesis.workers({}), {
    timing: { silenceMs: 40, stallMs: 80 },
  });
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

test('a static worker serves when the registry has none', async () => {
  const [worker] = await synthesis.workers({});
  const { port } = await synthesis.port([], { staticAddr: worker.entry().addr });
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink));
  await sink.over;
  expectWholeReply(sink);
});

test('closing the port ends running replies with an error and leaves nothing on the worker', async () => {
  const [worker] = await synthesis.workers({});
  const { port } = await synthesis.port([worker]);
  const sink = createRecordingSynthesisSink();
  say(port.open(request(), sink), 4);
  await sink.reached(4);
  await port.close();
  expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]);
  await vi.waitFor(() => expect(worker.sessions.size).toBe(0));
});
