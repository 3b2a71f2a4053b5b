import { FRAME_SAMPLES } from '@parley/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSpokenText } from './spoken-text.js';

/** Marks every word of a text, each a given number of samples long. */
function marksOf(texts: readonly string[], wordSamples: number) {
  let start = 0;
  return texts.flatMap((text, piece) =>
    [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => {
      const mark = {
        textIndex: piece + 1,
        textOffset: match.index,
        textLength: match[0].length,
        startSample: start,
        endSample: start + wordSamples,
      };
      start += wordSamples;
      return mark;
    }),
  );
}

function fill(texts: readonly string[]) {
  const spoken = createSpokenText();
  for (const [piece, text] of texts.entries()) spoken.add(piece + 1, text);
  return spoken;
}

test('nothing spoken: all of it is left, from the beginning', () => {
  const spoken = fill(['Hello there.', ' And so on.']);
  expect(spoken.resumePoint(0)).toEqual({
    samplePosition: 0,
    pieces: [
      { index: 1, offset: 0, text: 'Hello there.' },
      { index: 2, offset: 0, text: ' And so on.' },
    ],
  });
});

test('all spoken: nothing is left, and trailing punctuation is nothing', () => {
  const spoken = fill(['Hello “there”!', ' …']);
  for (const mark of marksOf(['Hello “there”!'], 960)) spoken.mark(mark);
  expect(spoken.resumePoint(1920)).toEqual({ samplePosition: 1920, pieces: [] });
  expect(spoken.isSpoken(1920)).toBe(true);
  expect(spoken.isSpoken(960)).toBe(false);
});

test('without marks it is not known what was spoken', () => {
  expect(fill(['Hello.']).isSpoken(48_000)).toBeUndefined();
  expect(fill(['…']).isSpoken(0)).toBe(true);
});

test('every word is spoken by one of two workers, wherever the first one is lost', () => {
  const piece = fc
    .array(fc.constantFrom('one', 'two', 'drei', '4', "don't", '“quoted”', 'end.', '—', 'naïve,'), {
      maxLength: 8,
    })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 4 }),
      fc.nat(40),
      fc.integer({ min: 1, max: 5000 }),
      (texts, frames, length) => {
        const spoken = fill(texts);
        const marks = marksOf(texts, length);
        const received = frames * FRAME_SAMPLES;
        for (const mark of marks.filter((word) => word.startSample < received)) spoken.mark(mark);
        const { pieces, samplePosition } = spoken.resumePoint(received);
        expect(samplePosition % FRAME_SAMPLES).toBe(0);
        expect(samplePosition).toBeLessThanOrEqual(received);
        const whole = marks.filter((word) => word.endSample <= received);
        const words = (text: string): string[] =>
          [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => match[0]);
        const first = whole.map((word) =>
          texts[word.textIndex - 1]?.slice(word.textOffset, word.textOffset + word.textLength),
        );
        expect([...first, ...pieces.flatMap((rest) => words(rest.text))]).toEqual(texts.flatMap(words));
        for (const rest of pieces) expect(texts[rest.index - 1]?.slice(rest.offset)).toBe(rest.text);
      },
    ),
  );
});
