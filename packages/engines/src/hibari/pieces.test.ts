import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinLetters } from './letters.js';
import { toPhonemeIds } from './phoneme-ids.js';
import type { SpokenUnit } from './phonemes.js';
import { cutPieces } from './pieces.js';
import { toWordMarks } from './word-marks.js';

/** Units of a text whose phonemes are its letters; words of up to three letters have no stress. */
function units(text: string): SpokenUnit[] {
  return Array.from(text.matchAll(/\w+|[.,?!—]/g), ({ 0: spoken, index }) => {
    const isWord = /\w/.test(spoken);
    const phonemes = isWord && spoken.length > 3 ? `ˈ${spoken}` : spoken;
    return { phonemes, isWord, textOffset: index, textLength: spoken.length };
  });
}

const texts = (text: string): string[] =>
  cutPieces(units(text)).map((piece) => piece.units.map((unit) => unit.phonemes.replace('ˈ', '')).join(' '));

describe('pieces', () => {
  it('are sentences', () => {
    expect(texts('Hello there. How are you? Fine!')).toEqual(['Hello there .', 'How are you ?', 'Fine !']);
    expect(texts('What?! No...')).toEqual(['What ? !', 'No . . .']);
  });

  it('begin with a short one, cut at a clause', () => {
    const [first, second] = texts(`Well then, ${'word '.repeat(12)}word, and ${'more '.repeat(12)}more.`);
    expect(first).toBe('Well then ,');
    expect(second).toMatch(/^word word .* more \.$/);
  });

  it('without a clause are cut before short words, never between them', () => {
    const [first] = texts(
      'Nobody would believe the story about the house of the people from there and from here, or of it.',
    );
    expect(first).toBe('Nobody would believe the story about the house');
  });

  it('lose, repeat and reorder nothing, and keep the bounds', () => {
    const words = fc.array(
      fc.constantFrom('a', 'the', 'house', 'wonderful', 'incomprehensibility', ',', '.', '?', '—'),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const all = units(parts.join(' '));
        const pieces = cutPieces(all);
        const kept = pieces.flatMap((piece) => piece.units).filter((unit) => unit.isWord);
        expect(kept).toEqual(all.filter((unit) => unit.isWord));
        pieces.forEach((piece, i) => {
          const phonemes = piece.units.reduce((sum, unit) => sum + unit.phonemes.length + 1, 0);
          expect(phonemes).toBeLessThanOrEqual(i === 0 ? 72 : 200);
        });
      }),
    );
  });

  it('say how they end', () => {
    const long = `${'wonderful '.repeat(20)}, and ${'wonderful '.repeat(30)}`;
    expect(
      cutPieces(units(long))
        .map((piece) => piece.end)
        .at(-1),
    ).toBe('sentence');
    expect(cutPieces(units('Well then, yes.')).map((piece) => piece.end)).toEqual(['sentence']);
    expect(cutPieces(units('Well then,')).map((piece) => piece.end)).toEqual(['clause']);
  });
});

describe('phoneme ids', () => {
  it('have a space before each word, a mark at the end, and a span for each unit', () => {
    const vocabulary = new Map([...' .,abc'].map((c, i) => [c, i + 1]));
    const [piece] = cutPieces(units('ab, c'));
    expect(piece && toPhonemeIds(piece, vocabulary)).toEqual({
      ids: [4, 5, 3, 1, 6, 2],
      spans: [
        { from: 0, to: 2 },
        { from: 2, to: 3 },
        { from: 4, to: 5 },
      ],
    });
  });
});

describe('word marks', () => {
  it('join the spoken words of one written one', () => {
    const unit = { phonemes: 'x', isWord: true, textOffset: 3, textLength: 2 };
    const spans = [
      { unit, startSample: 10, endSample: 20 },
      { unit, startSample: 22, endSample: 30 },
      { unit: { ...unit, textOffset: 5, textLength: 1, isWord: false }, startSample: 30, endSample: 31 },
    ];
    expect(toWordMarks(spans, 100)).toEqual([
      { textOffset: 3, textLength: 2, startSample: 110, endSample: 130 },
    ]);
  });

  it('see the letters of an abbreviation as one word', () => {
    const at = { textOffset: 4, textLength: 3 };
    const tokens = ['G', 'P', "U's"].map((spoken) => ({ spoken, ...at }));
    expect(joinLetters(tokens)).toEqual([{ spoken: "G.P.U.'s", ...at }]);
    const apart = [
      { spoken: 'A', textOffset: 0, textLength: 1 },
      { spoken: 'B', textOffset: 2, textLength: 1 },
    ];
    expect(joinLetters(apart)).toEqual(apart);
  });
});
