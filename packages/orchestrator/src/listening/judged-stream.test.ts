import { expect, it } from 'vitest';
import { createJudgedStream } from './judged-stream.js';

const NOTHING = new Float32Array(512);
const SOUND = new Float32Array(512).fill(0.001, 511);

function rig() {
  let resets = 0;
  const memory = {
    context: new Float32Array(64),
    state: new Float32Array(256),
    reset: () => {
      resets += 1;
    },
  };
  const stream = createJudgedStream(memory);
  /** Whether each of the windows was passed over; the others get the probability. */
  const hear = (samples: Float32Array, count: number, probability: number): boolean[] =>
    Array.from({ length: count }, () => {
      const mute = stream.isMute(samples);
      stream.judged(mute ? 0 : probability);
      return mute;
    });
  return { hear, resets: () => resets };
}

it('needs no model for digital silence that lasts, until there is a sound', () => {
  const { hear } = rig();
  expect(hear(SOUND, 20, 0)).not.toContain(true);
  expect(hear(NOTHING, 8, 0)).toEqual([false, false, false, false, false, true, true, true]);
  expect(hear(SOUND, 1, 0)).toEqual([false]);
  expect(hear(NOTHING, 5, 0)).not.toContain(true);
});

it('asks the model for as long as it hears somebody', () => {
  const { hear } = rig();
  expect(hear(NOTHING, 20, 0.4)).not.toContain(true);
});

it('clears the memory of the model every two seconds in which nobody speaks, mute or not', () => {
  const { hear, resets } = rig();
  hear(SOUND, 62, 0.9);
  expect(resets()).toBe(0);
  hear(NOTHING, 5, 0);
  expect(resets()).toBe(1);
  hear(NOTHING, 62, 0);
  expect(resets()).toBe(2);
});
