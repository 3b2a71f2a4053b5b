import type { Turn } from '@parley/session';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEchoResponder } from '../echo-responder.js';
import { ask, said } from '../testing/ask.js';
import { createRulesResponder } from './rules-responder.js';

const responder = createRulesResponder({ now: () => new Date(2026, 10, 21, 15, 4), random: () => 0 });

async function answer(text: string, history: readonly Turn[] = []): Promise<string> {
  const said = ask(responder, text, history);
  await said.over;
  expect(said.errors).toEqual([]);
  expect(said.ends).toBe(1);
  return said.text();
}

test.each([
  ['What time is it?', 'It is 3:04 PM.'],
  ['hey parley, what time is it', 'It is 3:04 PM.'],
  ['What day is it today?', 'Today is Saturday, November 21, 2026.'],
  ['What day is it tomorrow?', 'Tomorrow is Sunday, November 22, 2026.'],
  ['What is two plus two?', '2 plus 2 is 4.'],
  ['What is 12 times 12?', '12 times 12 is 144.'],
  ['how much is twenty-five minus thirty', '25 minus 30 is minus 5.'],
  ['two plus three times four', '2 plus 3 times 4 is 14.'],
  ['What is 10 divided by 4?', '10 divided by 4 is 2.5.'],
  ['What is 10 divided by 3?', '10 divided by 3 is about 3.333.'],
  ['one hundred and five plus two thousand', '105 plus 2000 is 2105.'],
  ['What is fifteen percent of 80?', '15 percent of 80 is 12.'],
  ['What is the square root of 81?', 'The square root of 81 is 9.'],
  ['what is 1,000 minus 1', '1000 minus 1 is 999.'],
  ['Count to ten.', '1, 2, 3, 4, 5. 6, 7, 8, 9, 10.'],
  ['count down from three', '3, 2, 1.'],
  ['Hello.', 'Hello. How can I help you today?'],
  ['My name is Ada.', 'Nice to meet you, Ada. I will remember that while we talk.'],
  ['What is my name?', 'You have not told me your name yet. What should I call you?'],
  ['What did I just say?', 'This is the first thing you have said to me.'],
])('%s → %s', async (question, expected) => {
  expect(await answer(question)).toBe(expected);
});

test('what was said before is known: the name, the last words, the reply that was cut', async () => {
  const history = [
    said('user', "Hi, I'm Ada."),
    said('assistant', 'Nice to meet you, Ada.'),
    said('user', 'Tell me a story.'),
    said('assistant', 'Once there was a', true),
  ];
  expect(await answer("What's my name?", history)).toBe('Your name is Ada.');
  expect(await answer('What did I just say?', history)).toBe('You said: Tell me a story.');
  expect(await answer('What did you say?', history)).toBe('I was interrupted. I had said: Once there was a');
  expect(await answer('Go on.', history)).toContain('Once there was a');
});

test('it does not make up the weather, nor take a feeling for a name', async () => {
  expect(await answer('What is the weather like?')).toMatch(/no weather service/);
  expect(await answer("I'm tired.")).not.toMatch(/Nice to meet you/);
});

test('a story is long enough to be interrupted and comes sentence by sentence', async () => {
  const story = ask(responder, 'Tell me a story, please.');
  await story.over;
  expect(story.deltas.length).toBeGreaterThanOrEqual(4);
  for (const sentence of story.deltas) expect(sentence).toMatch(/[.!?]\s*$/);
});

test('what it does not know it repeats, so that one knows what was heard', async () => {
  expect(await answer('The cat sat on the piano.')).toContain('The cat sat on the piano.');
  expect(await answer('Who won the cup in 1954?')).toContain('Who won the cup in 1954?');
  expect(await answer('')).toBe("I didn't catch that. Could you please repeat?");
});

test('any text gets one speakable answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string({ maxLength: 200 }), fc.lorem({ mode: 'sentences' })),
      async (text) => {
        expect((await answer(text)).trim()).not.toBe('');
      },
    ),
    { numRuns: 300 },
  );
});

test.each([responder, createEchoResponder()])(
  'a cancelled answer is silent, and nothing is said inside the call',
  async (port) => {
    const story = ask(port, 'Tell me a story.');
    expect(story.deltas).toEqual([]);
    story.handle.cancel();
    story.handle.cancel();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([story.deltas, story.ends, story.errors]).toEqual([[], 0, []]);
  },
);

test('the echo says what was said', async () => {
  const echo = ask(createEchoResponder(), 'Nice weather.');
  await echo.over;
  expect(echo.deltas).toEqual(['Nice weather.']);
});
