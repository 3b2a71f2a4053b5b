import { ToWords } from 'to-words/en-US';

let library: ToWords | undefined;
const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** Longer numbers have no name that anyone knows; they are read digit by digit. */
const LONGEST_DIGITS = 15;

/** Made when it is first needed: nothing works at import. */
function words(): ToWords {
  library ??= new ToWords();
  return library;
}

function split(phrase: string): string[] {
  return phrase.toLowerCase().replaceAll('-', ' ').split(' ');
}

/** "042" digit by digit. Anything that is no ASCII digit is left out. */
export function digitWords(digits: string): string[] {
  return [...digits].flatMap((digit) => DIGITS[Number(digit)] ?? []);
}

/** A whole number, with or without separators of thousands: "1,250". */
export function cardinal(written: string): string[] {
  const digits = written.replaceAll(',', '');
  if (digits.length > LONGEST_DIGITS || (digits.length > 1 && digits.startsWith('0')))
    return digitWords(digits);
  return split(words().convert(Number(digits)));
}

export function ordinal(written: string): string[] {
  const digits = written.replaceAll(',', '');
  if (digits.length > LONGEST_DIGITS) return cardinal(digits);
  // "Zeroth" is the one ordinal that the library lacks.
  return Number(digits) === 0 ? ['zeroth'] : split(words().toOrdinal(Number(digits)));
}

/** A number with or without decimals: "3.14" is three point one four. */
export function decimal(written: string): string[] {
  const [whole = '', fraction] = written.split('.');
  if (fraction === undefined) return cardinal(whole);
  return [...(whole === '' ? [] : cardinal(whole)), 'point', ...digitWords(fraction)];
}

/** Four digits as a year is read: 1984, 2026, 1905, 2000. */
export function yearWords(year: number): string[] {
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (year % 1000 < 10) return cardinal(String(year));
  if (rest === 0) return [...cardinal(String(century)), 'hundred'];
  return [
    ...cardinal(String(century)),
    ...(rest < 10 ? ['oh', ...cardinal(String(rest))] : cardinal(String(rest))),
  ];
}

/** A bare number in a text: four digits from 1100 to 2099 as a year is read, the rest as a count. */
export function plainNumber(written: string): string[] {
  const value = Number(written);
  const looksLikeYear = /^\d{4}$/.test(written) && value >= 1100 && value <= 2099;
  return looksLikeYear ? yearWords(value) : decimal(written);
}

/** "ninety" → "nineties", "six" → "sixes". */
export function pluralOfLast(words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  const plural = last.endsWith('y')
    ? `${last.slice(0, -1)}ies`
    : last.endsWith('x')
      ? `${last}es`
      : `${last}s`;
  return [...words.slice(0, -1), plural];
}

export function isOne(written: string): boolean {
  return written === '1';
}
