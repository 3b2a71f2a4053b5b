import { cardinal, decimal, digitWords, ordinal, plainNumber, pluralOfLast } from './numbers.js';
import { NUMBER, pattern, type Rule, WORD_END } from './rule.js';

/** Denominators that make a fraction, not a date or a score. */
const DENOMINATORS = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100]);
const GLYPHS: Readonly<Record<string, readonly [number, number]>> = {
  '½': [1, 2],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '¼': [1, 4],
  '¾': [3, 4],
  '⅕': [1, 5],
  '⅛': [1, 8],
  '⅜': [3, 8],
  '⅝': [5, 8],
  '⅞': [7, 8],
};
const SCALES: Readonly<Record<string, string>> = {
  k: 'thousand',
  K: 'thousand',
  M: 'million',
  B: 'billion',
  bn: 'billion',
};

/** One half, three quarters, two thirds. */
export function fractionWords(top: number, bottom: number): string[] {
  const part = bottom === 2 ? ['half'] : bottom === 4 ? ['quarter'] : ordinal(String(bottom));
  const parts = top === 1 ? part : bottom === 2 ? ['halves'] : pluralOfLast(part);
  return [...cardinal(String(top)), ...parts];
}

function isFraction(top: number, bottom: number): boolean {
  return top > 0 && top < bottom && DENOMINATORS.has(bottom);
}

/** A whole number with a fraction: "1 1/2" or "1½". */
const mixedFraction: Rule = {
  pattern: pattern(String.raw`(\d{1,4})(?: (\d{1,2})[/⁄](\d{1,3})${WORD_END}| ?([½⅓⅔¼¾⅕⅛⅜⅝⅞]))`),
  read: ([, whole = '', top, bottom, glyph]) => {
    const [over, under] = glyph === undefined ? [Number(top), Number(bottom)] : (GLYPHS[glyph] ?? [1, 2]);
    if (!isFraction(over, under)) return undefined;
    const half = over === 1 && under === 2;
    return { words: [...cardinal(whole), 'and', ...(half ? ['a', 'half'] : fractionWords(over, under))] };
  },
};

const fractionGlyph: Rule = {
  pattern: pattern('[½⅓⅔¼¾⅕⅛⅜⅝⅞]'),
  read: ([glyph]) => ({ words: fractionWords(...(GLYPHS[glyph] ?? [1, 2])) }),
};

/** 3/4 is a fraction; 24/7, 9/11 and 50/50 are read number by number. */
const slashed: Rule = {
  pattern: pattern(String.raw`(\d{1,4})[/⁄](\d{1,4})(?![/⁄.,]?\d)${WORD_END}`),
  read: ([, top = '', bottom = '']) => {
    const fraction = isFraction(Number(top), Number(bottom));
    return {
      words: fraction
        ? fractionWords(Number(top), Number(bottom))
        : [...plainNumber(top), ...plainNumber(bottom)],
    };
  },
};

/** "5–10": reads the first number and "to"; what follows reads itself, with its unit. */
const range: Rule = {
  pattern: pattern(String.raw`(${NUMBER})(?:[-–—]| [–—] )(?=${NUMBER}(?![-–—]?\d))`),
  read: ([, from = '']) => ({ words: [...plainNumber(from), 'to'] }),
};

/** 1.2.3 and 192.168.0.1. */
const dotted: Rule = {
  pattern: pattern(String.raw`\d{1,9}(?:\.\d{1,9}){2,7}${WORD_END}`),
  read: ([written]) => {
    const groups = written.split('.');
    const dot = groups.length === 4 ? 'dot' : 'point';
    return { words: groups.flatMap((group, index) => [...(index === 0 ? [] : [dot]), ...cardinal(group)]) };
  },
};

const ordinalNumber: Rule = {
  pattern: pattern(String.raw`(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)${WORD_END}`, 'i'),
  read: ([, digits = '']) => ({ words: ordinal(digits) }),
};

/** 1990s, '90s, "in the 80s"; a bare "30s" is seconds. */
const decade: Rule = {
  pattern: pattern(String.raw`(?:(1[1-9]\d0|20\d0)|(['’]?)([2-9]0))['’]?s${WORD_END}`),
  read: ([, year, apostrophe, short = ''], { lastSpoken = '' }) => {
    if (year !== undefined) return { words: pluralOfLast(plainNumber(year)) };
    const fits = apostrophe !== '' || /^(?:the|his|her|my|their|early|mid|late)$/i.test(lastSpoken);
    return fits ? { words: pluralOfLast(plainNumber(short)) } : undefined;
  },
};

/** 10k, 5M. In "4K" and "8K" the letter is a name. */
const scaled: Rule = {
  pattern: pattern(`(${NUMBER})(k|K|M|B|bn)${WORD_END}`),
  read: ([, number = '', suffix = '']) => {
    const isName = suffix === 'K' && /^\d$/.test(number);
    return { words: [...decimal(number), isName ? 'K' : (SCALES[suffix] ?? suffix)] };
  },
};

/** "2x" and "10x". */
const times: Rule = {
  pattern: pattern(`(${NUMBER})[x×]${WORD_END}(?! ?[0-9])`),
  read: ([, number = '']) => ({ words: [...decimal(number), 'times'] }),
};

/** "call 911". */
const shortCode: Rule = {
  pattern: pattern(String.raw`\d{3}(?![.,:/-]?\d)${WORD_END}`),
  read: ([digits], { lastSpoken = '' }) =>
    /^(?:call|dial)$/i.test(lastSpoken) ? { words: digitWords(digits) } : undefined,
};

/** 16:9. Times of day come before. */
const ratio: Rule = {
  pattern: pattern(String.raw`(\d{1,4}):(\d{1,4})(?![:\d])${WORD_END}`),
  read: ([, left = '', right = '']) => ({ words: [...cardinal(left), 'to', ...cardinal(right)] }),
};

const leadingPoint: Rule = {
  pattern: pattern(String.raw`\.(\d+)${WORD_END}`),
  read: ([, digits = ''], { text, offset }) =>
    offset > 0 && /[\p{L}\p{N}.]/u.test(text[offset - 1] ?? '')
      ? undefined
      : { words: ['point', ...digitWords(digits)] },
};

const plain: Rule = {
  pattern: pattern(NUMBER),
  read: ([written]) => ({ words: plainNumber(written) }),
};

/** Before anything that may hold a number inside. */
export const FRACTION_RULES: readonly Rule[] = [mixedFraction, fractionGlyph, slashed, decade];
/** Numbers without a unit. The last one reads any digits at all. */
export const NUMBER_RULES: readonly Rule[] = [
  shortCode,
  times,
  range,
  dotted,
  ordinalNumber,
  decade,
  scaled,
  ratio,
  leadingPoint,
];
export const PLAIN_NUMBER: Rule = plain;
