import { expect, test } from 'vitest';
import { createTurns } from './turns.js';

test('two calls alternate, piece by piece', async () => {
  const turns = createTurns();
  const log: string[] = [];
  const work = async (name: string) => {
    for (let piece = 1; piece <= 3; piece++) {
      await turns.take(false);
      log.push(`${name}${piece}`);
    }
  };
  await Promise.all([work('a'), work('b')]);
  expect(log).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
});

test('a first piece goes before the others', async () => {
  const turns = createTurns();
  const log: string[] = [];
  await Promise.all([
    turns.take(false).then(() => log.push('running')),
    turns.take(false).then(() => log.push('running too')),
    turns.take(true).then(() => log.push('new')),
  ]);
  expect(log).toEqual(['new', 'running', 'running too']);
});

test('mail is looked at between two pieces', async () => {
  const turns = createTurns();
  const log: string[] = [];
  setTimeout(() => log.push('mail'), 0);
  await turns.take(false);
  const endMs = performance.now() + 5;
  while (performance.now() < endMs);
  log.push('piece');
  await turns.take(false);
  await turns.take(false);
  log.push('later');
  expect(log.indexOf('mail')).toBeLessThan(log.indexOf('later'));
});
