import { FakeClock } from '@parley/session/testing';
import { expect, test } from 'vitest';
import { acquireInTime } from './acquire-in-time.js';
import type { WorkerFleet } from './fleet.js';
import { fullHouse } from './full-house.js';
import { createWaitingLine } from './waiting-line.js';

const fleet: WorkerFleet = {
  candidates: () => ({ registered: [], isHealthy: () => true }),
  suspend: () => undefined,
  answers: () => Promise.resolve(true),
  anyAnswers: () => Promise.resolve(true),
  watch: () => () => undefined,
  close: () => undefined,
};

function createHouse(slots: number) {
  const clock = new FakeClock();
  const line = createWaitingLine();
  const served: string[] = [];
  let free = slots;
  return {
    clock,
    line,
    served,
    free: (count: number) => {
      free += count;
    },
    want: (name: string) =>
      acquireInTime({
        acquire: async () => {
          await Promise.resolve();
          if (free === 0) throw fullHouse();
          free -= 1;
          served.push(name);
          return name;
        },
        fleet,
        clock,
        limitMs: () => 1000,
        queueMs: 5000,
        line,
        wanted: () => 'en',
        isCancelled: () => false,
      }),
  };
}

test('replies that begin at once do not wait for each other while there is room', async () => {
  const house = createHouse(100);
  // No time passes: none of them may need a retry.
  await Promise.all(Array.from({ length: 100 }, (_, index) => house.want(String(index))));
  expect(house.served).toHaveLength(100);
  expect(house.line.length).toBe(0);
});

test('in a full house they are served as they came, and one slot after another without a delay between', async () => {
  const house = createHouse(0);
  const all = ['a', 'b', 'c'].map(house.want);
  await house.clock.advance(0);
  const late = house.want('d');
  await house.clock.advance(0);
  expect(house.line.length).toBe(4);
  house.free(3);
  // Only the first of the line looks for a slot by itself; each that leaves sends the next.
  await house.clock.advance(50);
  await Promise.all(all);
  expect(house.served).toEqual(['a', 'b', 'c']);
  house.free(1);
  await house.clock.advance(50);
  await late;
  expect(house.line.length).toBe(0);
});
