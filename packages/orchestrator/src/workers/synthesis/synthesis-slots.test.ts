import { status } from '@grpc/grpc-js';
import { startFakeTtsWorker } from '@parley/testkit';
import { expect, test } from 'vitest';
import { createRecordingSynthesisSink } from '../testing/recording-sinks.js';
import { aMoment, expectWholeReply, pause, request, say, useSynthesis } from '../testing/synthesis-setup.js';

const synthesis = useSynthesis();

test('a worker that is full, whatever it says, is passed over', async () => {
  const liar = await startFakeTtsWorker({ name: 'a-liar', maxSessions: 1, claimedSessions: 5 });
  const other = await startFakeTtsWorker({ name: 'b', maxSessions: 1 });
  synthesis.own(liar, other);
  const { port } = await synthesis.port([liar, other]);
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
  synthesis.own(only);
  const { port } = await synthesis.port([only]);
  for (const sessionId of ['s1', 's2']) {
    const sink = createRecordingSynthesisSink();
    say(port.open(request({ sessionId }), sink));
    await sink.over;
    expectWholeReply(sink);
    await aMoment();
  }
  expect(only.mostSessions).toBe(1);
});

test('a speculative reply does not take the last slot until it is committed', async () => {
  const only = await startFakeTtsWorker({ name: 'only', maxSessions: 1 });
  synthesis.own(only);
  const { port } = await synthesis.port([only], { timing: { noWorkerMs: 200 } });
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

test('a model that is nowhere is named, at once', async () => {
  const { port } = await synthesis.port(await synthesis.workers({ refuseStart: status.NOT_FOUND }));
  const sink = createRecordingSynthesisSink();
  say(port.open(request({ model: 'nowhere' }), sink));
  await sink.over;
  expect(sink.errors).toMatchObject([{ code: 'NOT_FOUND', message: 'refused by script' }]);
});
