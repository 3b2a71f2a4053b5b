import { expect, test } from 'vitest';
import { textConfidence } from './text-confidence.js';

const words = (...given: readonly [string, number][]) =>
  given.map(([text, confidence]) => ({ text, confidence }));

test('no words are not believed', () => expect(textConfidence([])).toBe(0));

test('one doubtful word of many makes no hopeless text', () => {
  const text = words(['What', 0.9], ['is', 0.9], ['the', 0.9], ['weather', 0.3], ['like', 0.9]);
  expect(textConfidence(text)).toBeGreaterThan(0.5);
  expect(textConfidence(text)).toBeLessThan(0.9);
});

test('few words are no surer than the first of them, which the others follow by themselves', () => {
  expect(textConfidence(words(['I', 0.2], ["don't", 0.9], ['know', 0.8]))).toBeCloseTo(0.2);
  expect(textConfidence(words(['Ten', 0.9], ['of', 1], ['cloves', 0.7]))).toBeLessThan(0.9);
  expect(textConfidence(words(['Stop', 0.7]))).toBeCloseTo(0.7);
});

test('many words are borne by all of them', () => {
  const text = words(['So', 0.2], ['when', 0.9], ['does', 0.9], ['it', 0.9], ['open', 0.9]);
  expect(textConfidence(text)).toBeGreaterThan(0.6);
});
