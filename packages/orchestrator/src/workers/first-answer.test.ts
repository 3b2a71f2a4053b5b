import { createSystemClock } from '@parley/runtime';
import { expect, test } from 'vitest';
import { firstAnswer } from './first-answer.js';

const clock = createSystemClock();

/** Those who can be asked, by name; each answers when it is told to. */
function world(...names: string[]) {
  const asked: string[] = [];
  const late: string[] = [];
  const discarded: string[] = [];
  const answers = new Map<string, (value: string | undefined) => void>();
  const outcome = firstAnswer<string>({
    clock,
    discard: (value) => discarded.push(value),
    async ask() {
      const name = names.shift();
      if (name === undefined) return undefined;
      asked.push(name);
      return {
        answer: new Promise((resolve) => answers.set(name, resolve)),
        patienceMs: 20,
        onLate: () => late.push(name),
      };
    },
  });
  return {
    outcome,
    asked,
    late,
    discarded,
    answer: (name: string, value?: string) => answers.get(name)?.(value),
  };
}

test('one that answers in time is the only one asked', async () => {
  const { outcome, asked, late, answer } = world('a', 'b');
  await expect.poll(() => asked).toEqual(['a']);
  answer('a', 'from a');
  expect(await outcome).toBe('from a');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([asked, late]).toEqual([['a'], []]);
});

test('beside one that is silent a second one is asked, not a third, and who is late gives back what it has', async () => {
  const { outcome, asked, late, discarded, answer } = world('a', 'b', 'c');
  await expect.poll(() => asked).toEqual(['a', 'b']);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect([asked, late]).toEqual([['a', 'b'], ['a']]);
  answer('b', 'from b');
  expect(await outcome).toBe('from b');
  answer('a', 'from a');
  await expect.poll(() => discarded).toEqual(['from a']);
});

test('the silent one may still be first', async () => {
  const { outcome, asked, discarded, answer } = world('a', 'b');
  await expect.poll(() => asked).toEqual(['a', 'b']);
  answer('a', 'from a');
  expect(await outcome).toBe('from a');
  answer('b');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(discarded).toEqual([]);
});

test('one that fails is followed by the next at once; when all have failed there is no answer', async () => {
  const { outcome, asked, late, answer } = world('a', 'b', 'c');
  await expect.poll(() => asked).toEqual(['a']);
  for (const name of ['a', 'b', 'c']) {
    await expect.poll(() => asked).toContain(name);
    answer(name);
  }
  expect(await outcome).toBeUndefined();
  expect(late.length).toBeLessThanOrEqual(asked.length);
});
