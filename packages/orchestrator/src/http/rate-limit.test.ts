import { FakeClock } from '@parley/session/testing';
import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.js';

test('each address has its own budget, which comes back with time', async () => {
  const clock = new FakeClock();
  const limit = createRateLimit({ clock, perMinute: 60, burst: 2 });
  expect([limit.take('a'), limit.take('a')]).toEqual([0, 0]);
  expect(limit.take('a')).toBe(1000);
  expect(limit.take('b')).toBe(0);
  await clock.advance(1000);
  expect(limit.take('a')).toBe(0);
  expect(limit.take('a')).toBeGreaterThan(0);
});

test('addresses beyond the bound are forgotten, the longest unseen first', () => {
  const clock = new FakeClock();
  const limit = createRateLimit({ clock, perMinute: 1, burst: 1, maxAddresses: 2 });
  for (const address of ['a', 'b', 'c']) limit.take(address);
  expect(limit.take('c')).toBeGreaterThan(0);
  expect(limit.take('a')).toBe(0);
});
