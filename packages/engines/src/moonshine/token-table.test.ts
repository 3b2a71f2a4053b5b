import { ParleyError } from '@parley/protocol';
import { expect, test } from 'vitest';
import { lengthBeforeLoop } from './token-loop.js';
import { parseTokenTable } from './token-table.js';

function tableOf(...pieces: readonly (string | readonly number[])[]): Uint8Array {
  return Buffer.concat(
    pieces.map((piece) => {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece);
      const length =
        bytes.length < 128 ? [bytes.length] : [128 + (bytes.length % 128), Math.floor(bytes.length / 128)];
      return Buffer.concat([Buffer.from(length), bytes]);
    }),
  );
}

const long = 'x'.repeat(300);
const table = parseTokenTable(
  tableOf('<unk>', '<s>', '</s>', '▁he', 'llo', '▁', [0xc3], [0xa9], long, ',', '.'),
);

test('tokens become text without marks and the first space', () => {
  expect(table.size).toBe(11);
  expect(table.textOf([1, 3, 4, 3, 4, 2])).toBe('hello hello');
  expect(table.textOf([8])).toBe(long);
});

test('a character may be spelt in byte tokens', () => {
  expect(table.textOf([3, 6, 7])).toBe('heé');
});

test('a mark that was written twice is one, an ellipsis stays', () => {
  expect(table.textOf([3, 9, 9, 3, 10, 10])).toBe('he, he.');
  expect(table.textOf([3, 10, 10, 10])).toBe('he...');
});

test('a word begins with a space', () => {
  expect([3, 4, 5, 6, 99].map(table.beginsWord)).toEqual([true, false, true, false, false]);
});

test('a table that is cut short is refused', () => {
  expect(() => parseTokenTable(tableOf('<unk>', '<s>', '</s>', 'abc').subarray(0, -1))).toThrow(ParleyError);
  expect(() => parseTokenTable(new Uint8Array())).toThrow(ParleyError);
});

test('a loop is cut to its first copy', () => {
  const phrase = [5, 6, 7];
  expect(lengthBeforeLoop([1, ...phrase, ...phrase, ...phrase, ...phrase])).toBe(4);
  expect(lengthBeforeLoop([1, ...phrase, ...phrase, ...phrase])).toBeUndefined();
  expect(lengthBeforeLoop([9, 8, 8, 8, 8])).toBeUndefined();
  expect(lengthBeforeLoop([9, 8, 8, 8, 8, 8, 8, 8])).toBe(2);
});
