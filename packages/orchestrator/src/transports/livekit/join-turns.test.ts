import { expect, test } from 'vitest';
import { createJoinTurns } from './join-turns.js';

test('a few join at a time, in order, and one that fails holds up nobody', async () => {
  const turns = createJoinTurns(2);
  const begun: number[] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const joins = [0, 1, 2, 3].map((index) =>
    turns(
      () =>
        new Promise<void>((resolve, reject) => {
          begun.push(index);
          ends[index] = (failure) => (failure === undefined ? resolve() : reject(failure));
        }),
    ),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[1]?.(new Error('refused'));
  await expect(joins[1]).rejects.toThrow('refused');
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  ends[3]?.();
  await Promise.all([joins[0], joins[2], joins[3]]);
  const late = turns(() => Promise.resolve());
  await late;
});
