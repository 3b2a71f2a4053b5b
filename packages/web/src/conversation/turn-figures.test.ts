import { expect, it } from 'vitest';
import { createTurnFigures } from './turn-figures.js';

function setUp() {
  let now = 0;
  const figures = createTurnFigures(() => now);
  return {
    figures,
    at<T>(atMs: number, act: () => T): T {
      now = atMs;
      return act();
    },
  };
}

it('counts from the last loud moment of the person to the first sound of the answer', () => {
  const { figures, at } = setUp();
  at(1000, () => figures.speech(true));
  at(2000, () => figures.personLevel(0.1));
  at(2100, () => figures.personLevel(0.001));
  at(2300, () => figures.speech(false));
  at(2380, () => figures.measured({ generation: 4, spansMs: { total: 350 } }));
  const turns = at(2450, () => figures.sounded(4));
  expect(turns).toEqual([{ generation: 4, spansMs: { total: 350 }, heardAfterMs: 450 }]);
});

it('counts typed turns from their sending, and only the first sound', () => {
  const { figures, at } = setUp();
  at(100, () => figures.asked());
  at(180, () => figures.sounded(1));
  expect(at(900, () => figures.sounded(2))).toEqual([{ generation: 1, spansMs: {}, heardAfterMs: 80 }]);
});
