import { FakeClock } from '@parley/session/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDepartureProbe } from './departure-probe.js';
import { createHeartbeat } from './heartbeat.js';
import { createInletValve } from './inlet-valve.js';
import { createMessageBudget } from './message-budget.js';
import { createUplinkPacer } from './uplink-pacer.js';

function fakeStream() {
  const stream = { paused: false, pause: () => {}, resume: () => {} };
  stream.pause = () => {
    stream.paused = true;
  };
  stream.resume = () => {
    stream.paused = false;
  };
  return stream;
}

test('a valve opens when the last reason is gone, and for good at the end', () => {
  const stream = fakeStream();
  const valve = createInletValve(stream);
  valve.hold('audio');
  valve.hold('outbound');
  valve.release('audio');
  expect(stream.paused).toBe(true);
  valve.release('outbound');
  expect(stream.paused).toBe(false);
  valve.hold('audio');
  valve.open();
  valve.hold('messages');
  expect(stream.paused).toBe(false);
});

test('a client that keeps to 500 messages a second is never held; one that does not is read at that pace', async () => {
  const clock = new FakeClock();
  const stream = fakeStream();
  const budget = createMessageBudget({ clock, valve: createInletValve(stream) });
  for (let second = 0; second < 20; second += 1) {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      for (let index = 0; index < 50; index += 1) budget.spend();
      await clock.advance(100);
    }
    expect(stream.paused).toBe(false);
  }
  for (let index = 0; index < 1500; index += 1) budget.spend();
  expect(stream.paused).toBe(true);
  await clock.advance(900);
  expect(stream.paused).toBe(true);
  await clock.advance(200);
  expect(stream.paused).toBe(false);
  budget.close();
  expect(clock.pendingTimers).toBe(0);
});

test('however the bytes are cut, the samples are the same', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 40 }), (pieces) => {
      const heard: number[] = [];
      const pacer = createUplinkPacer({
        clock: new FakeClock(),
        valve: createInletValve(fakeStream()),
        sampleRateHz: 16_000,
        sink: (pcm) => heard.push(...pcm),
      });
      for (const piece of pieces) pacer.stream(piece);
      const whole = Buffer.concat(pieces);
      const expected = Array.from({ length: Math.floor(whole.length / 2) }, (_, i) =>
        whole.readInt16LE(i * 2),
      );
      expect(heard).toEqual(expected);
    }),
  );
});

test('a minute of audio at once is passed on in order, at four times real time, while nothing more is read', async () => {
  const clock = new FakeClock();
  const stream = fakeStream();
  const heard: number[] = [];
  const pacer = createUplinkPacer({
    clock,
    valve: createInletValve(stream),
    sampleRateHz: 8000,
    sink: (pcm) => {
      for (const sample of pcm) heard.push(sample);
    },
  });
  const minute = Int16Array.from({ length: 60 * 8000 }, (_, index) => index % 30_000);
  pacer.stream(new Uint8Array(minute.buffer));
  expect(heard.length).toBe(2 * 8000);
  expect(stream.paused).toBe(true);
  await clock.advance(5000);
  expect(heard.length).toBeGreaterThan(20 * 8000);
  expect(heard.length).toBeLessThan(24 * 8000);
  await clock.advance(10_000);
  expect(stream.paused).toBe(false);
  expect(heard.length).toBe(minute.length);
  expect(heard.every((sample, index) => sample === index % 30_000)).toBe(true);
  pacer.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a task behind audio that waits runs when all of it was passed on, and at once when none waits', async () => {
  const clock = new FakeClock();
  let heard = 0;
  const pacer = createUplinkPacer({
    clock,
    valve: createInletValve(fakeStream()),
    sampleRateHz: 8000,
    sink: (pcm) => {
      heard += pcm.length;
    },
  });
  const heardBy: number[] = [];
  const task = () => heardBy.push(heard);
  pacer.behind(task);
  pacer.stream(new Uint8Array(2 * 8000 * 4));
  pacer.behind(task);
  pacer.stream(new Uint8Array(2 * 8000));
  expect(heardBy).toEqual([0]);
  await clock.advance(3000);
  expect(heardBy).toEqual([0, 8000 * 4]);
  pacer.stream(new Uint8Array(2 * 8000 * 8));
  pacer.behind(task);
  pacer.close();
  await clock.advance(3000);
  expect(heardBy.length).toBe(2);
  expect(clock.pendingTimers).toBe(0);
});

test('a stream that is held is probed every second, also when it is read in between', async () => {
  const clock = new FakeClock();
  const stream = fakeStream();
  let pings = 0;
  const probe = createDepartureProbe({
    stream,
    clock,
    ping: () => {
      pings += 1;
    },
  });
  await clock.advance(3000);
  probe.pause();
  await clock.advance(2500);
  expect([pings, stream.paused]).toEqual([2, true]);
  probe.resume();
  await clock.advance(5000);
  expect([pings, stream.paused, clock.pendingTimers]).toEqual([3, false, 0]);
  for (let index = 0; index < 20; index += 1) {
    probe.pause();
    await clock.advance(100);
    probe.resume();
  }
  expect(pings).toBe(5);
  probe.close();
  await clock.advance(5000);
  expect([pings, clock.pendingTimers]).toEqual([5, 0]);
});

test('a peer is asked every 20 s, and given up after two questions without an answer', async () => {
  const clock = new FakeClock();
  let pings = 0;
  let lost = 0;
  const heartbeat = createHeartbeat({
    clock,
    ping: () => {
      pings += 1;
    },
    onLost: () => {
      lost += 1;
    },
    progress: () => 0,
  });
  for (let beat = 0; beat < 5; beat += 1) {
    await clock.advance(20_000);
    heartbeat.seen();
  }
  expect([pings, lost]).toEqual([5, 0]);
  await clock.advance(20_000);
  expect([pings, lost]).toEqual([6, 0]);
  await clock.advance(20_000);
  expect(lost).toBe(0);
  await clock.advance(20_000);
  expect([pings, lost]).toEqual([7, 1]);
  expect(clock.pendingTimers).toBe(0);
});
