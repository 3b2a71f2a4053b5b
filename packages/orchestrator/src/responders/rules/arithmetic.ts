import { digitsForWords } from './number-words.js';
import type { Rule } from './rule.js';

const OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:multiplied by|times)\b|[×*]/g, '*'],
  [/\b(?:divided by|over)\b|÷/g, '/'],
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
];

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const SUM = new RegExp(String.raw`${NUMBER}(?:\s*[-+*/]\s*${NUMBER})+`);
const PERCENT = new RegExp(String.raw`(${NUMBER})\s*(?:%|percent) of (${NUMBER})`);
const ROOT = new RegExp(`square root of (${NUMBER})`);
const ASKED = /^(?:what(?:'s| is| are| would be)|how much(?: is| are)?|calculate|compute|work out|and|so)\b/;

/** Sums of spoken or written numbers, with the usual precedence; percentages and square roots. */
export const arithmetic: Rule = ({ plain }) => {
  let text = digitsForWords(plain);
  for (const [pattern, symbol] of OPERATORS) text = text.replace(pattern, symbol);
  const percent = PERCENT.exec(text);
  if (percent !== null) return sayResult(`${percent[1]} percent of ${percent[2]}`, percentOf(percent));
  const root = ROOT.exec(text);
  if (root !== null) return sayResult(`The square root of ${root[1]}`, Math.sqrt(Number(root[1])));
  const sum = SUM.exec(text)?.[0];
  if (sum === undefined) return undefined;
  // A date or a phone number is no sum, unless somebody asks for one.
  if (!/[+*/]/.test(sum) && !/minus/.test(plain) && !ASKED.test(plain)) return undefined;
  return sayResult(speakable(sum), evaluate(sum));
};

function percentOf(match: RegExpExecArray): number {
  return (Number(match[1]) / 100) * Number(match[2]);
}

const FIRST = new RegExp(`^${NUMBER}`);
const NEXT = new RegExp(String.raw`\s*([-+*/])\s*(${NUMBER})`, 'y');

/** Left to right, multiplication and division first. */
function evaluate(sum: string): number {
  const terms = [Number(FIRST.exec(sum)?.[0])];
  NEXT.lastIndex = FIRST.exec(sum)?.[0].length ?? 0;
  for (let match = NEXT.exec(sum); match !== null; match = NEXT.exec(sum)) {
    const value = Number(match[2]);
    const last = terms.length - 1;
    if (match[1] === '*') terms[last] = (terms[last] ?? 0) * value;
    else if (match[1] === '/') terms[last] = (terms[last] ?? 0) / value;
    else terms.push(match[1] === '-' ? -value : value);
  }
  return terms.reduce((total, term) => total + term, 0);
}

function speakable(sum: string): string {
  return sum
    .replace(/\s*\*\s*/g, ' times ')
    .replace(/\s*\/\s*/g, ' divided by ')
    .replace(/\s*\+\s*/g, ' plus ')
    .replace(/(?<=\d)\s*-\s*/g, ' minus ');
}

function sayResult(question: string, result: number): string {
  if (!Number.isFinite(result))
    return 'That has no answer: one cannot divide by zero, nor take the root of less.';
  const rounded = Math.round(result * 1000) / 1000;
  const about = rounded === result ? 'is' : 'is about';
  return `${question} ${about} ${rounded < 0 ? `minus ${-rounded}` : rounded}.`;
}
