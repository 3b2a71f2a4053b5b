import { expect, it } from 'vitest';
import { createTimelineRecord } from './timeline-record.js';

function setUp() {
  let now = 100_000;
  const record = createTimelineRecord(() => now);
  const at = (atMs: number, act: () => void) => {
    now = atMs;
    act();
  };
  return { record, at };
}

it('keeps levels by time, with nothing where nothing was', () => {
  const { record, at } = setUp();
  for (let i = 0; i < 10; i += 1) at(100_000 + i * 20, () => record.addLevel('agent', 0.5));
  at(101_000, () => record.addLevel('agent', 0.25));
  expect(record.level('agent', 100_000, 100_100)).toBe(0.5);
  expect(record.level('agent', 100_400, 100_800)).toBe(0);
  expect(record.level('agent', 100_900, 101_100)).toBe(0.25);
  expect(record.level('person', 100_000, 101_000)).toBe(0);
});

it('spreads a burst of levels over the time they stand for', () => {
  const { record, at } = setUp();
  at(100_000, () => record.addLevel('person', 0.1));
  at(100_100, () => {
    for (const level of [0.2, 0.3, 0.4, 0.5]) record.addLevel('person', level);
  });
  expect(record.level('person', 100_020, 100_040)).toBeCloseTo(0.2);
  expect(record.level('person', 100_080, 100_100)).toBeCloseTo(0.5);
});

it('forgets what is older than five minutes', () => {
  const { record, at } = setUp();
  at(100_000, () => record.addLevel('agent', 0.75));
  at(390_000, () => record.addLevel('agent', 0.1));
  expect(record.level('agent', 99_900, 100_040)).toBe(0.75);
  at(410_000, () => record.addLevel('agent', 0.1));
  expect(record.level('agent', 99_900, 100_040)).toBe(0);
});

it('turns marks into stretches of holding', () => {
  const { record, at } = setUp();
  at(1000, () => record.addMark('hold'));
  at(1400, () => record.addMark('resume'));
  at(2000, () => record.addMark('hold'));
  at(2500, () => record.addMark('flush'));
  expect(record.holds).toEqual([
    { fromMs: 1000, toMs: 1400 },
    { fromMs: 2000, toMs: 2500 },
  ]);
});
