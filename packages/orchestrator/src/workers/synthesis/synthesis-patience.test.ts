import type { FakeTtsFailures } from '@parley/testkit';
import { expect, test, vi } from 'vitest';
import { createRecordingSynthesisSink } from '../testing/recording-sinks.js';
import { expectWholeReply, pause, request, say, useSynthesis } from '../testing/synthesis-setup.js';

const synthesis = useSynthesis();

/** Of a machine that is not busy. */
const SOON = { silenceMs: 50, probeTimeoutMs: 50, stallMs: 200, noWorkerMs: 200 };

test('when the only worker does not answer, the reply owes sound until it is given up', async () => {
  const [worker] = await synthesis.workers({});
  const { port } = await synthesis.port([worker], {
    timing: { noWorkerMs: 200 },
    startTiming: { startPatienceMs: 50, startTimeoutMs: 500 },
  });
  worker.failures.frozen = true;
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream);
  await vi.waitFor(() => expect(stream.owes).toBe(true));
  await sink.over;
  expect(stream.owes).toBe(false);
  // Nobody knows that it is lost: whoever hears nothing is told that sound is late.
  expect(sink.delays).toEqual([]);
  expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE' }]);
});

test('a reply whose model is loaded first owes no sound meanwhile', async () => {
  const [worker] = await synthesis.workers({});
  const { port } = await synthesis.port([worker]);
  worker.failures.frozen = true;
  const stream = port.open(request({ model: 'another' }), createRecordingSynthesisSink());
  say(stream);
  await pause(500);
  expect(stream.owes).toBe(false);
  stream.stop();
});

test('a slow worker with no other to go to is waited for', async () => {
  const [slow] = await synthesis.workers({ stallAfterFrames: 0 });
  const { port, counted } = await synthesis.port([slow], { timing: { silenceMs: 50, stallMs: 100 } });
  const sink = createRecordingSynthesisSink();
  const stream = port.open(request(), sink);
  say(stream, 10);
  await pause(500);
  await vi.waitFor(() => expect(stream.owes).toBe(true), 5000);
  stream.pause();
  expect(stream.owes).toBe(false);
  stream.resume();
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
    const [worker] = await synthesis.workers(failures);
    const { port, counted } = await synthesis.port([worker], { timing: SOON });
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
    const { port } = await synthesis.port(await synthesis.workers(failures), {
      timing: { ...SOON, resumeMs: 700 },
    });
    const sink = createRecordingSynthesisSink();
    say(port.open(request(), sink));
    await sink.over;
    expect(sink.delays).toHaveLength(1);
    expect(sink.errors).toMatchObject([{ code: 'WORKER_UNAVAILABLE', retryAfterMs: 3000 }]);
  },
);

test('when every worker is gone the reply fails; when one returns the next one is spoken', async () => {
  const [worker] = await synthesis.workers({ dieAfterFrames: 5 });
  const { port } = await synthesis.port([worker], { timing: { noWorkerMs: 300, resumeMs: 600 } });
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

test('with no worker the reply fails with what is missing, and works again when one comes', async () => {
  const [worker] = await synthesis.workers({});
  const { port, registry } = await synthesis.port([], { timing: { noWorkerMs: 300 } });
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
