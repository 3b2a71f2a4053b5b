import { cardinal } from './numbers.js';
import { endsSentence, pattern, type Reading, type Rule, WORD_END } from './rule.js';

const HALF = String.raw`([ap])(\.?)m(\.?)${WORD_END}`;

function minuteWords(minutes: string): string[] {
  const value = Number(minutes);
  if (value === 0) return [];
  return value < 10 ? ['oh', ...cardinal(String(value))] : cardinal(String(value));
}

/** "p.m." takes its last dot with it; where the sentence ends there, the pause stays. */
function withHalf(
  words: readonly string[],
  match: RegExpExecArray,
  place: { text: string; offset: number },
): Reading {
  const [all, half = '', inner, dot] = [match[0], ...match.slice(-3)];
  const letters = [half.toUpperCase(), 'M'];
  if (dot !== '.') return { words: [...words, ...letters] };
  if (inner === '') return { words: [...words, ...letters], length: all.length - 1 };
  const end = place.offset + all.length;
  return { words: [...words, ...letters, ...(endsSentence(place.text, end) ? ['.'] : [])] };
}

/** 3:45 pm. */
const clockHalf: Rule = {
  pattern: pattern(String.raw`(\d{1,2})[:.](\d{2})\s?${HALF}`, 'i'),
  read: (match, place) => {
    const [, hour = '', minutes = ''] = match;
    if (Number(hour) > 12 || Number(minutes) > 59) return undefined;
    return withHalf([...cardinal(String(Number(hour))), ...minuteWords(minutes)], match, place);
  },
};

/** 3 pm. */
const hourHalf: Rule = {
  pattern: pattern(String.raw`(\d{1,2})\s?${HALF}`, 'i'),
  read: (match, place) => {
    const [, hour = ''] = match;
    return Number(hour) > 12 ? undefined : withHalf(cardinal(String(Number(hour))), match, place);
  },
};

/** 14:00, 3:05, 10:30:15. */
const clock: Rule = {
  pattern: pattern(String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?(?![:\d])${WORD_END}`),
  read: ([, hour = '', minutes = '', seconds]) => {
    const hours = Number(hour);
    if (hours > 24 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
    const hourWords = cardinal(String(hours));
    const secondWords = seconds === undefined ? [] : minuteWords(seconds);
    if (Number(minutes) > 0 || secondWords.length > 0) {
      const middle = Number(minutes) === 0 ? ['zero', 'zero'] : minuteWords(minutes);
      return { words: [...hourWords, ...middle, ...secondWords] };
    }
    if (hours % 24 === 0) return { words: ['midnight'] };
    return { words: [...hourWords, hours > 12 || hour.startsWith('0') ? 'hundred' : "o'clock"] };
  },
};

export const TIME_RULES: readonly Rule[] = [clockHalf, hourHalf, clock];
