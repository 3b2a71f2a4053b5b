import { expect, test } from 'vitest';
import type { TokenTable } from './token-table.js';
import { openingProbability, wordOpenings } from './word-openings.js';

const pieces = ['', '', '', ' zero', ' Well', ' mm', ' Of', ' W', ' ', '.', ' Come', '\ufffd', ' 7'];
const table: TokenTable = {
  size: pieces.length,
  textOf: (tokens) => tokens.map((token) => pieces[token] ?? '').join(''),
  beginsWord: (token) => pieces[token]?.startsWith(' ') === true,
};

test('words begin as no hum and no invention does, or with a space before digits', () => {
  const openings = wordOpenings(table);
  expect(pieces.filter((_, token) => openings[token] === 1)).toEqual([' zero', ' W', ' ', ' 7']);
});

test('the probability of a word is the share of all its openings, the end of the text among the others', () => {
  const logits = new Float32Array(pieces.length).fill(-Infinity);
  logits[2] = Math.log(5);
  logits[3] = Math.log(3);
  logits[6] = Math.log(1);
  logits[7] = Math.log(1);
  const first = { positions: 1, vocabulary: pieces.length, values: logits };
  expect(openingProbability(first, wordOpenings(table))).toBeCloseTo(0.4);
});

test('only the first row counts', () => {
  const values = Float32Array.of(0, 10, 10, 0);
  expect(openingProbability({ positions: 2, vocabulary: 2, values }, Uint8Array.of(0, 1))).toBeCloseTo(1);
  expect(openingProbability({ positions: 2, vocabulary: 2, values }, Uint8Array.of(1, 0))).toBeCloseTo(0);
});
