import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SpeechEvidence } from './speech-evidence.js';

const window = (level: number, speechProbability = 0.9) => ({
  startSample: 0,
  samples: new Float32Array(512).fill(level),
  speechProbability,
});

function heard(before: number, speech: number, after: number): number {
  const evidence = new SpeechEvidence();
  for (let at = 0; at < 20; at += 1) evidence.push(window(before), false);
  evidence.begin();
  for (let at = 0; at < 10; at += 1) evidence.push(window(speech), true);
  for (let at = 0; at < 6; at += 1) evidence.push(window(after), false);
  return evidence.prominenceDb;
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
  const evidence = new SpeechEvidence();
  for (let at = 0; at < 20; at += 1) evidence.push(window(at < 18 ? 0.001 : 0.1), false);
  evidence.begin();
  evidence.push(window(0.1), true);
  expect(evidence.prominenceDb).toBeCloseTo(40, 1);
});

it('says nothing against speech before there is any, nor by a single window of silence', () => {
  const evidence = new SpeechEvidence();
  evidence.begin();
  expect(evidence.prominenceDb).toBe(Number.POSITIVE_INFINITY);
  evidence.push(window(0.1), true);
  evidence.push(window(0.1), false);
  expect(evidence.prominenceDb).toBeGreaterThan(60);
});

it('is as sure as voice activity was of the windows that count as speech', () => {
  const evidence = new SpeechEvidence();
  evidence.begin();
  expect(evidence.certainty).toBe(1);
  evidence.push(window(0.1, 0.9), true);
  evidence.push(window(0.1, 0.5), true);
  evidence.push(window(0.1, 0.1), false);
  expect(evidence.certainty).toBeCloseTo(0.7);
  evidence.begin();
  expect(evidence.certainty).toBe(1);
});
