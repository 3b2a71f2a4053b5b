import { expect, test } from 'vitest';
import { createSystemClock } from './system-clock.js';

test('time never goes back, timers run once and in order, cancelled ones not at all', async () => {
  const clock = createSystemClock();
  const ran: string[] = [];
  const before = clock.nowMs();
  await new Promise<void>((resolve) => {
    clock.setTimer(20, () => {
      ran.push('late');
      resolve();
    });
    clock.setTimer(1, () => ran.push('early'));
    const cancelled = clock.setTimer(2, () => ran.push('cancelled'));
    cancelled.cancel();
    cancelled.cancel();
  });
  expect(ran).toEqual(['early', 'late']);
  expect(clock.nowMs()).toBeGreaterThan(before);
});
