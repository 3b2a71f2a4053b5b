import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWindowQueue } from './window-queue.js';

function harness(capacity: number) {
  const delivered: { start: number; probability: number | undefined }[] = [];
  /** What is with the judge; the probability that it will give is the window's own position. */
  const judge: number[] = [];
  let next = 0;
  const queue = createWindowQueue({
    capacity,
    post: (samples) => judge.push(samples[0] as number),
    deliver: ({ startSample }, probability) => delivered.push({ start: startSample, probability }),
  });
  return {
    delivered,
    judge,
    queue,
    add: () => {
      queue.add({ startSample: next, samples: Float32Array.of(next) });
      next++;
    },
    answer: () => {
      const answered = judge.shift();
      if (answered !== undefined) queue.verdict(answered);
    },
  };
}

describe('a window queue', () => {
  it('delivers each window with its own verdict', () => {
    const { add, answer, delivered } = harness(4);
    for (let n = 0; n < 3; n++) add();
    expect(delivered).toEqual([]);
    for (let n = 0; n < 3; n++) answer();
    expect(delivered).toEqual([0, 1, 2].map((start) => ({ start, probability: start })));
  });

  it('passes the oldest on unjudged when the judge is behind, and loses none', () => {
    const { add, answer, delivered, judge, queue } = harness(2);
    for (let n = 0; n < 5; n++) add();
    expect(judge).toHaveLength(2);
    expect(delivered.map(({ start }) => start)).toEqual([0, 1, 2, 3, 4].slice(0, delivered.length));
    for (let n = 0; n < 5; n++) answer();
    add();
    answer();
    expect(delivered.at(-1)).toEqual({ start: 5, probability: 5 });
    expect(delivered.map(({ start }) => start)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(queue.unjudged).toBe(5);
  });

  it('gives up what waits on flush, and ignores the verdicts that come later', () => {
    const { add, answer, delivered, queue } = harness(4);
    add();
    add();
    queue.flush();
    answer();
    expect(delivered.map(({ probability }) => probability)).toEqual([undefined, undefined]);
  });

  it('keeps order, bounds and verdicts whatever happens', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom('add', 'answer'), { maxLength: 200 }),
        (capacity, steps) => {
          const { add, answer, delivered, judge, queue } = harness(capacity);
          let added = 0;
          for (const step of steps) {
            if (step === 'add') {
              add();
              added++;
            } else answer();
            expect(judge.length).toBeLessThanOrEqual(capacity);
            expect(added - delivered.length).toBeLessThanOrEqual(capacity);
          }
          while (judge.length > 0) answer();
          expect(delivered.map(({ start }) => start)).toEqual(Array.from({ length: added }, (_, n) => n));
          for (const { start, probability } of delivered) {
            if (probability !== undefined) expect(probability).toBe(start);
          }
          expect(queue.unjudged).toBe(
            delivered.filter(({ probability }) => probability === undefined).length,
          );
        },
      ),
    );
  });
});
