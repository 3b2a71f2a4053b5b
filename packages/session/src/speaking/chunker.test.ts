import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chunker } from './chunker.js';

function chunk(...deltas: string[]): string[] {
  const chunker = new Chunker();
  return [...deltas.flatMap((delta) => chunker.push(delta)), ...chunker.finish()].map(({ text }) =>
    text.trim(),
  );
}

describe('the chunker', () => {
  it.each([
    [
      'two sentences that arrive together',
      'The first one is here. The second one follows.',
      ['The first one is here.', 'The second one follows.'],
    ],
    [
      'an abbreviation',
      'He met Dr. Smith in the U.S. capital at noon. They talked.',
      ['He met Dr. Smith in the U.S. capital at noon.', 'They talked.'],
    ],
    [
      'a decimal',
      'Pi is about 3.14 and e is 2.72 roughly. Good to know.',
      ['Pi is about 3.14 and e is 2.72 roughly.', 'Good to know.'],
    ],
    [
      'an ellipsis in a sentence',
      'Well... maybe not today then. Another day.',
      ['Well... maybe not today then.', 'Another day.'],
    ],
    [
      'a URL',
      'Look at https://example.com/a.b?c=d for more of it. Thanks a lot.',
      ['Look at https://example.com/a.b?c=d for more of it.', 'Thanks a lot.'],
    ],
    [
      'short sentences after the first',
      'Yes. No. Maybe. I cannot tell you.',
      ['Yes.', 'No. Maybe. I cannot tell you.'],
    ],
    ['Chinese', '你好。今天天气很好!我们走吧。', ['你好。', '今天天气很好!我们走吧。']],
  ])('keeps %s', (_name, text, pieces) => {
    expect(chunk(text)).toEqual(pieces);
  });

  it('starts with a clause while the sentence is still being written', () => {
    const chunker = new Chunker();
    const pieces = ['If you look ', 'at it closely, you', ' will see. It', ' does.'].flatMap((delta) =>
      chunker.push(delta),
    );
    expect(pieces.map(({ text }) => text)).toEqual(['If you look at it closely, ', 'you will see. ']);
  });

  it('does not end a sentence inside a number that is still arriving', () => {
    const chunker = new Chunker();
    expect(chunker.push('It costs 3.')).toEqual([]);
    expect(chunker.push('50 today. ').map(({ text }) => text)).toEqual(['It costs 3.50 today. ']);
  });

  it('lets go of whole words when nothing more comes', () => {
    const chunker = new Chunker();
    chunker.push('this is a sentence with no en');
    expect(chunker.flushStalled().map(({ text }) => text)).toEqual(['this is a sentence with no ']);
    expect(chunker.flushStalled()).toEqual([]);
    chunker.push('d.');
    expect(chunker.finish().map(({ text }) => text)).toEqual(['end.']);
  });

  it('cuts a text without an end between words', () => {
    const pieces = chunk('word '.repeat(500));
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(piece).toMatch(/^(word ?)+$/);
  });

  it('loses and invents nothing, however the text arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem())), (deltas) => {
        const chunker = new Chunker();
        const pieces = [...deltas.flatMap((delta) => chunker.push(delta)), ...chunker.finish()];
        const text = deltas.join('');
        let at = 0;
        for (const piece of pieces) {
          expect(text.slice(at, piece.offset).trim()).toBe('');
          expect(text.slice(piece.offset, piece.offset + piece.text.length)).toBe(piece.text);
          at = piece.offset + piece.text.length;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });
});
