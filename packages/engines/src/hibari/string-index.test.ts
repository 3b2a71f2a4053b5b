import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStringIndex, packStrings } from './string-index.js';

describe('string index', () => {
  it('finds what is in it, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ maxLength: 6 })),
        fc.array(fc.string({ maxLength: 6 })),
        (strings, others) => {
          const index = createStringIndex(strings);
          for (const text of [...strings, ...others]) expect(index.indexOf(text)).toBe(strings.indexOf(text));
        },
      ),
    );
  });

  it('gives back what was packed', () => {
    const strings = ['', 'həlˈO', 'a', '{"DEFAULT":"ɹˈid"}', '😀'];
    const packed = packStrings(strings);
    expect(strings.map((_, i) => packed.at(i))).toEqual(strings);
  });
});
