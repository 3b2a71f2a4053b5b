import { FakeClock } from '@parley/session/testing';
import { expect, test } from 'vitest';
import { createJoinDoor } from './join-door.js';

/** Two at once; the machine is as idle as `rig.idle`. */
function rig() {
  const clock = new FakeClock();
  const state = { idle: 0 };
  const door = createJoinDoor({ clock, atOnce: 2, idleShare: () => state.idle });
  const log: string[] = [];
  const come = (room: string, waitMs = 20_000, signal?: AbortSignal): void => {
    door.enter(room, waitMs, signal).then(
      () => log.push(room),
      (thrown: Error) => log.push(`${room}: ${thrown.message}`),
    );
  };
  return { clock, state, door, log, come };
}

test('on a busy machine two enter at a time, in the order they came', async () => {
  const { clock, door, log, come } = rig();
  for (const room of ['a', 'b', 'c', 'd']) come(room);
  await clock.advance(1000);
  expect(log).toEqual(['a', 'b']);
  door.entered('b');
  door.entered('b');
  await clock.advance(0);
  expect(log).toEqual(['a', 'b', 'c']);
  // Who does not come keeps the turn for a while only.
  await clock.advance(4000);
  expect(log).toEqual(['a', 'b', 'c', 'd']);
});

test('while the machine has room nobody waits for those before to be greeted', async () => {
  const { clock, state, log, come } = rig();
  state.idle = 0.9;
  for (const room of ['a', 'b', 'c', 'd', 'e']) come(room);
  await clock.advance(200);
  expect(log).toEqual(['a', 'b', 'c', 'd']);
  state.idle = 0.1;
  await clock.advance(1000);
  expect(log).toHaveLength(4);
});

test('who waits too long, goes away or finds a closed door is told, and costs nobody a turn', async () => {
  const { clock, door, log, come } = rig();
  come('a');
  come('b');
  come('impatient', 500);
  const gone = new AbortController();
  come('gone', 20_000, gone.signal);
  come('c');
  come('d');
  gone.abort();
  await clock.advance(600);
  door.entered('a');
  await clock.advance(0);
  expect(log).toEqual([
    'a',
    'b',
    'gone: Who waited has gone.',
    'impatient: Too many people are entering rooms now.',
    'c',
  ]);
  door.close();
  come('late');
  await clock.advance(0);
  expect(log.slice(5)).toEqual(['d: The server is closing.', 'late: The server is closing.']);
});

test('a crowd that is too long to be greeted in time is refused at once', async () => {
  const { clock, log, come } = rig();
  for (let index = 0; index < 103; index += 1) come(String(index));
  await clock.advance(0);
  expect(log).toEqual(['0', '1', '102: Too many people wait to enter rooms.']);
});
