import { expect, test } from 'vitest';
import { createWaitingLine } from './waiting-line.js';

test('first come first served, among those who want the same', () => {
  const line = createWaitingLine();
  const [first, second, other] = [line.enter('en'), line.enter('en'), line.enter('de')];
  expect([first?.first, second?.first, other?.first]).toEqual([true, false, true]);
  first?.leave();
  first?.leave();
  expect(second?.first).toBe(true);
  expect(line.length).toBe(2);
});

test('whoever is first now is told, once those before have left', () => {
  const line = createWaitingLine();
  const told: string[] = [];
  const [first, second, third] = ['a', 'b', 'c'].map((name) => line.enter('en', () => told.push(name)));
  second?.leave();
  expect(told).toEqual([]);
  first?.leave();
  expect(told).toEqual(['c']);
  expect(line.isWaitedFor('en')).toBe(true);
  third?.leave();
  expect(line.isWaitedFor('en')).toBe(false);
  expect(told).toEqual(['c']);
});

test('a full line sends away, with a hint when to come back', () => {
  const line = createWaitingLine(2);
  line.enter('a');
  const leaving = line.enter('b');
  expect(() => line.enter('c')).toThrow(
    expect.objectContaining({ code: 'WORKER_UNAVAILABLE', retryAfterMs: 3000 }),
  );
  leaving.leave();
  expect(line.enter('c').first).toBe(true);
});
