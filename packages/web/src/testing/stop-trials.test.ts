import { expect, test } from 'vitest';
import type { TappedQuantum } from './sound-taps.js';
import { stopTrials } from './stop-trials.js';

const END_MS = 20_000;
const CLOCK_MS = 1_000_000;

/** Every 5 ms, loud within the spans. */
function sound(...spans: readonly (readonly [fromMs: number, toMs: number])[]): TappedQuantum[] {
  return Array.from({ length: END_MS / 5 }, (_, i) => i * 5).map((at) => ({
    atMs: CLOCK_MS + at,
    meanSquare: spans.some(([from, to]) => at >= from && at < to) ? 0.01 : 0,
  }));
}

test('the agent is timed from the onset of speech to its last sound', () => {
  const trials = stopTrials({ microphone: sound([2000, 3000]), output: sound([1000, 2065], [5000, 6000]) });
  expect(trials).toEqual({ onsets: 1, latenciesMs: [60], notStopped: 0 });
});

test('an agent that speaks on is counted, and has no latency', () => {
  const trials = stopTrials({ microphone: sound([2000, 3000]), output: sound([1000, 9000]) });
  expect(trials).toEqual({ onsets: 1, latenciesMs: [], notStopped: 1 });
});

test('an agent that goes on while the person still speaks did not stop', () => {
  const trials = stopTrials({ microphone: sound([2000, 4000]), output: sound([1000, 2065], [3000, 9000]) });
  expect(trials).toEqual({ onsets: 1, latenciesMs: [], notStopped: 1 });
});

test('a silent agent cannot be stopped', () => {
  const trials = stopTrials({ microphone: sound([2000, 3000]), output: sound([1000, 1900], [5000, 6000]) });
  expect(trials).toEqual({ onsets: 1, latenciesMs: [], notStopped: 0 });
});

test('a pause within a sentence is no onset, and a short gap of the agent no stop', () => {
  const trials = stopTrials({
    microphone: sound([2000, 2500], [3000, 3500], [8000, 9000]),
    output: sound([1000, 2030], [2130, 2180], [7000, 8100]),
  });
  expect(trials).toEqual({ onsets: 2, latenciesMs: [95, 175], notStopped: 0 });
});

test('what begins as the recording ends is left out', () => {
  const trials = stopTrials({ microphone: sound([19_000, 20_000]), output: sound([1000, 20_000]) });
  expect(trials.onsets).toBe(0);
});
