import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Prominence } from './prominence.js';

const window = (level: number): Float32Array => new Float32Array(512).fill(level);

function heard(before: number, speech: number, after: number): number {
  const prominence = new Prominence();
  for (let at = 0; at < 20; at += 1) prominence.push(window(before), false);
  prominence.begin();
  for (let at = 0; at < 10; at += 1) prominence.push(window(speech), true);
  for (let at = 0; at < 6; at += 1) prominence.push(window(after), false);
  return prominence.db;
}

it('is the level over the louder of what was before and what follows', () => {
  expect(heard(0.01, 0.1, 0.001)).toBeCloseTo(20, 1);
  expect(heard(0.001, 0.1, 0.05)).toBeCloseTo(6, 1);
  expect(heard(0, 0.1, 0.1)).toBeCloseTo(0, 1);
});

it('does not depend on the gain of the microphone', () => {
  const level = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      level,
      level,
      level,
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (before, speech, after, gain) => {
        expect(heard(before * gain, speech * gain, after * gain)).toBeCloseTo(
          heard(before, speech, after),
          3,
        );
      },
    ),
  );
});

it('leaves the soft beginning of the speech out of what was before it', () => {
  const prominence = new Prominence();
  for (let at = 0; at < 20; at += 1) prominence.push(window(at < 18 ? 0.001 : 0.1), false);
  prominence.begin();
  prominence.push(window(0.1), true);
  expect(prominence.db).toBeCloseTo(40, 1);
});

it('says nothing against speech before there is any, nor by a single window of silence', () => {
  const prominence = new Prominence();
  prominence.begin();
  expect(prominence.db).toBe(Number.POSITIVE_INFINITY);
  prominence.push(window(0.1), true);
  prominence.push(window(0.1), false);
  expect(prominence.db).toBeGreaterThan(60);
});
