import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TURN_POLICY, type TurnPolicy } from '../policy.js';
import { Endpointer } from './endpointer.js';
import { silenceThatEndsMs, type WordsEnd, wordsEnd } from './turn-silence.js';

const WINDOW_MS = 32;

/** The silence after which the turn ends, when the model answers after 50 ms and the words are known after 130 ms. */
function silenceOf(
  pause: { probability?: number; again?: number; words?: WordsEnd },
  policy: Partial<TurnPolicy> = {},
): number {
  const endpointer = new Endpointer(() => ({ ...DEFAULT_TURN_POLICY, ...policy }), {
    model: pause.probability !== undefined,
    words: pause.words !== undefined,
  });
  let answers: { atMs: number; probability: number }[] = [];
  let asked = 0;
  for (let ms = WINDOW_MS; ms < 10_000; ms += WINDOW_MS) {
    const due = answers.filter(({ atMs }) => atMs <= ms);
    answers = answers.filter((answer) => !due.includes(answer));
    for (const { probability } of due) if (endpointer.verdict(probability, ms)) return ms;
    if (pause.words !== undefined && ms >= 130 && ms < 130 + WINDOW_MS && endpointer.words(pause.words, ms))
      return ms;
    for (const action of endpointer.silence(ms)) {
      if (action === 'commit') return ms;
      if (action !== 'ask-model') continue;
      asked += 1;
      const probability = (asked > 1 ? pause.again : undefined) ?? pause.probability ?? 0;
      answers.push({ atMs: ms + 50, probability });
    }
  }
  return Number.POSITIVE_INFINITY;
}

describe('a turn ends', () => {
  it('after the least silence when the model is sure and the words have a full stop', () => {
    expect(silenceOf({ probability: 0.98, words: 'stop' })).toBe(160);
  });

  it('later when the words have none, later still when the model is unsure, and latest when both say so', () => {
    const bySilence = [
      silenceOf({ probability: 0.98, words: 'stop' }),
      silenceOf({ probability: 0.9, words: 'stop' }),
      silenceOf({ probability: 0.9, words: 'open' }),
      silenceOf({ probability: 0.1, words: 'stop' }),
      silenceOf({ probability: 0.02, words: 'open' }),
    ];
    expect(bySilence).toEqual([...bySilence].sort((a, b) => a - b));
    expect(new Set(bySilence).size).toBe(bySilence.length);
  });

  it('with a question, whatever its melody', () => {
    expect(silenceOf({ probability: 0.02, words: 'question' })).toBe(160);
  });

  it('without waiting for words where nothing recognises them', () => {
    expect(silenceOf({ probability: 0.98 })).toBe(160);
  });

  it('by the mean of what the model says in the pause', () => {
    const steady = silenceOf({ probability: 0.1, words: 'stop' });
    const convinced = silenceOf({ probability: 0.1, again: 0.95, words: 'stop' });
    expect(convinced).toBeLessThan(steady);
    expect(convinced).toBeGreaterThan(silenceOf({ probability: 0.95, words: 'stop' }));
  });

  it('at the time-out without a model', () => {
    expect(silenceOf({}, { silenceTimeoutMs: 320 })).toBe(320);
  });

  it('never before the least and always at the longest silence', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<WordsEnd>('question', 'stop', 'open'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (probability, words, endOfTurnThreshold) => {
          const ms = silenceOf({ probability, words }, { endOfTurnThreshold });
          expect(ms).toBeGreaterThanOrEqual(DEFAULT_TURN_POLICY.minSilenceMs);
          expect(ms).toBeLessThan(DEFAULT_TURN_POLICY.maxSilenceMs + WINDOW_MS);
        },
      ),
    );
  });

  it('never by itself in push-to-talk', () => {
    expect(silenceOf({ probability: 0.98, words: 'question' }, { pushToTalk: true })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

it('a higher threshold asks for more silence', () => {
  expect(silenceThatEndsMs(2, 'stop', 0.8)).toBeGreaterThan(silenceThatEndsMs(2, 'stop', 0.5));
});

it.each([
  ["What's the weather like?", 'en', 'question'],
  ['他来了吗？', 'zh', 'question'],
  ['Ten of clubs.', 'en', 'stop'],
  ['He said "no."', 'en', 'stop'],
  ['Ten of clubs', 'en', 'open'],
  ['For example,', 'en', 'open'],
  ['We are glad to.', 'en', 'open'],
  ['Um.', 'en', 'open'],
  ['Er is a.', 'de', 'stop'],
  ['', '', 'open'],
])('the words "%s" (%s) end as %s', (text, language, end) => {
  expect(wordsEnd(text, language)).toBe(end);
});
