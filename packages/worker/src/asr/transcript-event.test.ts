import { expect, test } from 'vitest';
import { NO_WORDS, transcriptEvent } from './transcript-event.js';
import { createUtterance } from './utterance.js';

test('that a word was said goes onto the wire; a recogniser that cannot tell says 0', () => {
  const event = (wordProbability?: number) =>
    transcriptEvent(
      's',
      createUtterance(1, 0),
      { ...NO_WORDS, wordProbability },
      { final: false, flushed: true },
    );
  expect(event(0.7).word_probability).toBe(0.7);
  expect(event().word_probability).toBe(0);
});
