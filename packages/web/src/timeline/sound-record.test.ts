import { expect, it } from 'vitest';
import { createSoundRecord } from './sound-record.js';

const chunk = (rateHz: number, value: number) => new Int16Array(rateHz / 50).fill(value);

it('lays both sides on one line of time: pauses stay, lateness of the page does not tear', () => {
  let nowMs = 1000;
  const record = createSoundRecord(() => nowMs);
  expect(record.tracks()).toBeUndefined();
  for (let i = 0; i < 100; i += 1) {
    nowMs += 20;
    // The page was busy for 300 ms: pieces come late and all at once.
    if (i < 40 || i >= 55) record.add('person', chunk(16_000, 1), 16_000);
    if (i === 55) for (let late = 0; late < 15; late += 1) record.add('person', chunk(16_000, 1), 16_000);
    if (i < 10 || i >= 50) record.add('agent', chunk(48_000, 2), 48_000);
  }
  const tracks = record.tracks();
  expect(tracks?.fromMs).toBe(1000);
  expect(tracks?.person.samples).toEqual(new Int16Array(2 * 16_000).fill(1));
  const agent = [...(tracks?.agent.samples ?? [])];
  expect(agent.length).toBe(2 * 48_000);
  expect(agent.slice(0, 9600).every((sample) => sample === 2)).toBe(true);
  expect(agent.slice(9600, 48_000).every((sample) => sample === 0)).toBe(true);
  expect(agent.slice(48_000).every((sample) => sample === 2)).toBe(true);
});

it('forgets what is older than five minutes', () => {
  let nowMs = 0;
  const record = createSoundRecord(() => nowMs);
  for (; nowMs < 400_000; nowMs += 1000) record.add('person', new Int16Array(16_000), 16_000);
  const tracks = record.tracks();
  expect(tracks?.fromMs).toBeGreaterThanOrEqual(98_000);
  expect(tracks?.person.samples.length).toBeLessThanOrEqual(302 * 16_000);
});
