import { expect, it } from 'vitest';
import type { Transcript } from '../ports.js';
import { SessionRig } from '../testing/index.js';
import { FinishingTurns } from './finishing-turns.js';

const words = (text: string): Transcript => ({
  text,
  stableLength: text.length,
  confidence: 1,
  language: 'en',
  flushed: true,
});

it('words that come out of order are told in the order of the turns, each once', () => {
  const told: (string | undefined)[] = [];
  const turns = new FinishingTurns<number>((transcript) => told.push(transcript?.text));
  for (const turn of [1, 2, 3]) turns.add(turn);
  turns.settle(2, words('two'));
  expect(told).toEqual([]);
  turns.settle(1, undefined);
  turns.settle(2, words('again'));
  expect(told).toEqual([undefined, 'two']);
  expect(turns.size).toBe(1);
  turns.clear();
  turns.settle(3, words('three'));
  expect(told).toHaveLength(2);
});

it('an answer to words that are not all of them any more gives up its place at the worker', async () => {
  const rig = new SessionRig({}, { endOfTurn: 0.01 });
  for (const text of ['one', 'one two', 'one two three', 'one two three four']) {
    await rig.say(text, 320);
    await rig.run(256);
  }
  expect(rig.requests.map(({ text }) => text)).toEqual(['one', 'one two', 'one two three']);
  expect(rig.synthesis.openStreams).toBe(0);
  await rig.run(3000);
  expect(rig.requests.at(-1)?.text).toBe('one two three four');
});
