import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TURN_POLICY, type TurnPolicy } from '../policy.js';
import { Endpointer } from './endpointer.js';
import { OPEN_ODDS, STOP_ODDS, silenceThatEndsMs, wordOdds } from './turn-silence.js';

const WINDOW_MS = 32;
const QUESTION_ODDS = Number.POSITIVE_INFINITY;

/** The silence after which the turn ends, when the model answers after 50 ms and the words are known after 130 ms. */
function silenceOf(
  pause: { probability?: number; again?: number; words?: number },
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
    expect(silenceOf({ probability: 0.98, words: STOP_ODDS })).toBe(160);
  });

  it('later when the words have none, later still when the model is unsure, and latest when both say so', () => {
    const bySilence = [
      silenceOf({ probability: 0.98, words: STOP_ODDS }),
      silenceOf({ probability: 0.9, words: STOP_ODDS }),
      silenceOf({ probability: 0.9, words: OPEN_ODDS }),
      silenceOf({ probability: 0.1, words: STOP_ODDS }),
      silenceOf({ probability: 0.02, words: OPEN_ODDS }),
    ];
    expect(bySilence).toEqual([...bySilence].sort((a, b) => a - b));
    expect(new Set(bySilence).size).toBe(bySilence.length);
  });

  it('with a question, whatever its melody', () => {
    expect(silenceOf({ probability: 0.02, words: QUESTION_ODDS })).toBe(160);
  });

  it('without waiting for words where nothing recognises them', () => {
    expect(silenceOf({ probability: 0.98 })).toBe(160);
  });

  it('by the mean of what the model says in the pause', () => {
    const steady = silenceOf({ probability: 0.1, words: STOP_ODDS });
    const convinced = silenceOf({ probability: 0.1, again: 0.95, words: STOP_ODDS });
    expect(convinced).toBeLessThan(steady);
    expect(convinced).toBeGreaterThan(silenceOf({ probability: 0.95, words: STOP_ODDS }));
  });

  it('at the time-out without a model', () => {
    expect(silenceOf({}, { silenceTimeoutMs: 320 })).toBe(320);
  });

  it('never before the least and always at the longest silence', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(QUESTION_ODDS, STOP_ODDS, OPEN_ODDS, -OPEN_ODDS),
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
    expect(silenceOf({ probability: 0.98, words: QUESTION_ODDS }, { pushToTalk: true })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

it('a higher threshold asks for more silence', () => {
  expect(silenceThatEndsMs(2, STOP_ODDS, 0.8)).toBeGreaterThan(silenceThatEndsMs(2, STOP_ODDS, 0.5));
});

it('the recogniser is asked once more in a pause, when its first answer is there and the turn has not ended', () => {
  const endpointer = new Endpointer(() => DEFAULT_TURN_POLICY, { model: true, words: true });
  const looks: number[] = [];
  for (let ms = WINDOW_MS; ms < 1000; ms += WINDOW_MS) {
    if (ms === 224) endpointer.words(STOP_ODDS, ms);
    if (endpointer.silence(ms).includes('look-again')) looks.push(ms);
  }
  expect(looks).toEqual([224]);
  endpointer.speech();
  expect(endpointer.silence(192)).not.toContain('look-again');
});

it.each([
  ['Seven of clubs,', 0.9, Math.log(9)],
  ['Make me a drip coffee', 0.5, 0],
  ['Could you help me with that.', 0.9, Math.log(9)],
  ['That is what we', 0.9, Math.log(9)],
  ['We are glad to', 0.9, OPEN_ODDS],
  ['Um.', 0.9, OPEN_ODDS],
  ['Is it?', 0.1, QUESTION_ODDS],
])(
  'a recogniser that tells is believed, but not over words that ask for more: "%s" %d',
  (text, told, odds) => {
    expect(wordOdds(text, 'en', told)).toBeCloseTo(odds);
  },
);

it.each([
  ["What's the weather like?", 'en', QUESTION_ODDS],
  ['他来了吗？', 'zh', QUESTION_ODDS],
  ['Ten of clubs.', 'en', STOP_ODDS],
  ['He said "no."', 'en', STOP_ODDS],
  ['Ten of clubs', 'en', OPEN_ODDS],
  ['For example,', 'en', OPEN_ODDS],
  ['We are glad to.', 'en', OPEN_ODDS],
  ['Um.', 'en', OPEN_ODDS],
  ['Er is a.', 'de', STOP_ODDS],
  ['', '', OPEN_ODDS],
])('without more than its marks, the words "%s" (%s) have log-odds of %s', (text, language, odds) => {
  expect(wordOdds(text, language)).toBe(odds);
});
