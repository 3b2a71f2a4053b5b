import { ordinal, plainNumber, yearWords } from './numbers.js';
import { pattern, type Rule, WORD_END } from './rule.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const MONTH = String.raw`(Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)`;
const YEAR = String.raw`(1\d{3}|20\d{2})(?!\d)`;

function monthNamed(written: string): string | undefined {
  return MONTHS.find((month) => month.startsWith(written.slice(0, 3)));
}

function dayWords(month: number, day: number, year: number | undefined): string[] | undefined {
  const name = MONTHS[month - 1];
  if (name === undefined || day < 1 || day > 31) return undefined;
  return [name, ...ordinal(String(day)), ...(year === undefined ? [] : yearWords(year))];
}

/** 2026-11-21; a time after the T reads itself. */
const iso: Rule = {
  pattern: pattern(String.raw`(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:T(?=\d\d:)|(?![-/.]?\d)${WORD_END})`),
  read: ([, year, , month, day]) => {
    const words = dayWords(Number(month), Number(day), Number(year));
    return words && { words };
  },
};

/** 11/21/2026 as in the US; 21/11/2026 and 21.11.2026 as elsewhere, where only that makes sense. */
const numeric: Rule = {
  pattern: pattern(String.raw`(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![-/.]?\d)${WORD_END}`),
  read: ([, first, separator, second, yearDigits = '']) => {
    if (yearDigits.length === 2 && separator !== '/') return undefined;
    const year = yearDigits.length === 2 ? 2000 + Number(yearDigits) : Number(yearDigits);
    const dayFirst = separator === '.' || Number(first) > 12;
    const [day, month] = dayFirst ? [Number(first), Number(second)] : [Number(second), Number(first)];
    const words = dayWords(month, day, year);
    return words && { words };
  },
};

/** Nov 21st, November 21, 2026. */
const monthFirst: Rule = {
  pattern: pattern(String.raw`${MONTH}\s(\d{1,2})(?:st|nd|rd|th)?(?:(,?)\s${YEAR})?(?![:.,]?\d)${WORD_END}`),
  read: ([, month = '', day = '', comma, year]) => {
    const name = monthNamed(month);
    if (name === undefined || Number(day) < 1 || Number(day) > 31) return undefined;
    const yearPart = year === undefined ? [] : [...(comma ? [','] : []), ...plainNumber(year)];
    return { words: [name, ...ordinal(day), ...yearPart] };
  },
};

/** 21 November 2026: the twenty first of November. */
const dayFirst: Rule = {
  pattern: pattern(String.raw`(\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?${MONTH}(?:,?\s${YEAR})?${WORD_END}`),
  read: ([, day = '', month = '', year], { lastSpoken }) => {
    const name = monthNamed(month);
    if (name === undefined || Number(day) < 1 || Number(day) > 31) return undefined;
    const article = lastSpoken?.toLowerCase() === 'the' ? [] : ['the'];
    return {
      words: [...article, ...ordinal(day), 'of', name, ...(year === undefined ? [] : plainNumber(year))],
    };
  },
};

/** Abbreviated months and days of the week that stand before a number or a name: "Nov. 2026", "Fri, 21". */
const monthAlone: Rule = {
  pattern: pattern(String.raw`(Jan|Feb|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?=\s(?:1\d|20)\d{2}\b))`),
  read: ([, month = '']) => {
    const name = monthNamed(month);
    return name === undefined ? undefined : { words: [name] };
  },
};

export const DATE_RULES: readonly Rule[] = [iso, numeric, monthFirst, dayFirst, monthAlone];
