import { digitsForWords } from './number-words.js';
import type { Rule } from './rule.js';

/** Counts aloud; further than this nobody listens. */
const MAX_COUNT = 100;

export const counting: Rule = ({ plain }) => {
  const text = digitsForWords(plain);
  const down = /\bcount (?:down|backwards?)(?: from (\d+))?/.exec(text);
  if (down !== null) return count(Number(down[1] ?? 10), 1);
  const up = /\bcount(?: up)?(?: from (\d+))?(?: to)? (\d+)/.exec(text);
  if (up !== null) return count(Number(up[1] ?? 1), Number(up[2]));
  return undefined;
};

function count(from: number, to: number): string {
  if (Math.abs(to - from) >= MAX_COUNT) return `That would take a while. I count to ${MAX_COUNT} at most.`;
  const step = to >= from ? 1 : -1;
  const numbers: string[] = [];
  for (let number = from; step > 0 ? number <= to : number >= to; number += step)
    numbers.push(String(number));
  // In groups of five, so that it is spoken with a breath in between.
  const groups: string[] = [];
  for (let i = 0; i < numbers.length; i += 5) groups.push(numbers.slice(i, i + 5).join(', '));
  return `${groups.join('. ')}.`;
}
