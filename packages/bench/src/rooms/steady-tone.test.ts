import { expect, test } from 'vitest';
import { brokenFrames } from './steady-tone.js';

const tone = (frames: number): number[] => new Array(frames).fill(0.2);
const silence = (frames: number): number[] => new Array(frames).fill(0);

test('pauses between sentences are no faults, gaps in a sentence are', () => {
  expect(brokenFrames([...tone(90), ...silence(17), ...tone(90)])).toBe(0);
  expect(brokenFrames([...silence(5), ...tone(90), ...silence(4)])).toBe(0);
  expect(brokenFrames([...tone(50), ...silence(2), ...tone(50), 0.4, ...tone(50)])).toBe(3);
  expect(brokenFrames(silence(90))).toBe(90);
  expect(brokenFrames([...tone(90), ...silence(60), ...tone(90)])).toBe(35);
});
