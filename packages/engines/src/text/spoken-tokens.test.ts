import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toSpokenTokens } from './spoken-tokens.js';
import { describeSpoken } from './testing/describe-spoken.js';

describeSpoken('plain text', [
  ['Hello, world.', 'Hello , world .'],
  ["It's the dogs' bowl", "It's the dogs bowl"],
  ['a well-known fact', 'a well known fact'],
  ['Wait... what?!', 'Wait — what ?'],
  ['No!!! Stop', 'No ! Stop'],
  ['one (two) three', 'one , two , three'],
  ['He left (at noon).', 'He left , at noon .'],
  ['yes – no', 'yes — no'],
  ['“Quoted,” she said', 'Quoted , she said'],
  ['naïve café', 'naïve café'],
  ['', ''],
  ['  \n ', ''],
  ['...', ''],
]);

describeSpoken('Markdown and emoji', [
  ['**Bold** and _it_', 'Bold and it'],
  ['# Title\nText', 'Title . Text'],
  ['- one\n- two', 'one . two'],
  ['* one\n* two', 'one . two'],
  ['1. one\n2. two', 'one . one . two . two'],
  ['[the docs](https://example.com/x)', 'the docs'],
  ['`code` here', 'code here'],
  ['```ts\nlet a\n```', 'let a'],
  ['Great 👍🏽! 👨‍👩‍👧 🇩🇪', 'Great !'],
  ['One.\n\nTwo', 'One . Two'],
  ['one\n\ntwo', 'one . two'],
  ['a<br>b', 'a b'],
  ['Tom &amp; Jo', 'Tom and Jo'],
]);

test('tokens name the stretch that they stand for', () => {
  const text = 'Pay $5.20 now.';
  const stretches = toSpokenTokens(text).map((token) => [
    token.spoken,
    text.slice(token.textOffset, token.textOffset + token.textLength),
  ]);
  expect(stretches).toEqual([
    ['Pay', 'Pay'],
    ['five', '$5.20'],
    ['dollars', '$5.20'],
    ['and', '$5.20'],
    ['twenty', '$5.20'],
    ['cents', '$5.20'],
    ['now', 'now'],
    ['.', '.'],
  ]);
});

const PIECES = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '$',
    '5',
    '.',
    ',',
    '-',
    '/',
    ':',
    ' ',
    '\n',
    '#',
    '*',
    '[',
    '](',
    ')',
    'St.',
    'e.g.',
    'II',
    '1/2',
    'http://',
    '@',
    '\ud800',
    '%',
    '+',
    'pm',
    '|',
    '`',
  ),
);

test('for any text, tokens are in order, inside the text, and never reach back', () => {
  fc.assert(
    fc.property(fc.array(PIECES, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      let offset = 0;
      let end = 0;
      for (const token of toSpokenTokens(text)) {
        expect(token.spoken).not.toBe('');
        expect(token.spoken).not.toMatch(/[\s0-9]/);
        expect(token.textLength).toBeGreaterThan(0);
        const same = token.textOffset === offset && token.textOffset + token.textLength === end;
        expect(same || token.textOffset >= end).toBe(true);
        offset = token.textOffset;
        end = offset + token.textLength;
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the work grows with the text, not with its square', () => {
  for (const piece of [
    'a',
    '1',
    '1,',
    '.',
    '-',
    ' ',
    '\n',
    '(',
    'a.',
    '1/',
    '1-',
    'A',
    '[',
    '](',
    '<',
    '#',
    '@',
    'a@',
    'http://a',
    '+1 ',
    '👍',
    '\n ',
    "'",
    ':1',
  ]) {
    const text = piece.repeat(Math.ceil(10_000 / piece.length));
    expect(() => toSpokenTokens(text)).not.toThrow();
  }
});
