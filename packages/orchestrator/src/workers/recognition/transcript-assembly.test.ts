import { expect, test } from 'vitest';
import { createTranscriptAssembly } from './transcript-assembly.js';

const EVENT = {
  session_id: 's',
  kind: 'PARTIAL',
  text: '7.',
  confidence: 0.2,
  word_probability: 0.6,
  language: 'en',
  start_ms: 0,
  end_ms: 500,
  utterance: 1,
  stable_length: 0,
  words: [],
  flushed: true,
  decoded_ms: 500,
} as const satisfies Parameters<ReturnType<typeof createTranscriptAssembly>['add']>[0];

test('what the worker knows of a word reaches the session', () => {
  expect(createTranscriptAssembly().add(EVENT)).toMatchObject({
    text: '7.',
    confidence: 0.2,
    wordProbability: 0.6,
    flushed: true,
  });
});

test('a part that is final stays in front of what follows', () => {
  const assembly = createTranscriptAssembly();
  assembly.add({ ...EVENT, kind: 'FINAL', text: 'Stop.' });
  expect(assembly.add({ ...EVENT, text: 'Now', stable_length: 3 })).toMatchObject({
    text: 'Stop. Now',
    stableLength: 9,
  });
});
