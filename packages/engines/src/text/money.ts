import { cardinal, decimal, isOne } from './numbers.js';
import { NUMBER, pattern, type Rule, WORD_END } from './rule.js';

interface Currency {
  readonly one: readonly string[];
  readonly many: readonly string[];
  /** Singular and plural of the hundredth part. */
  readonly cents?: readonly [string, string];
}

const CENTS = ['cent', 'cents'] as const;
const DOLLAR: Currency = { one: ['dollar'], many: ['dollars'], cents: CENTS };
const EURO: Currency = { one: ['euro'], many: ['euros'], cents: CENTS };
const POUND: Currency = { one: ['pound'], many: ['pounds'], cents: ['penny', 'pence'] };
const YEN: Currency = { one: ['yen'], many: ['yen'] };
const RUPEE: Currency = { one: ['rupee'], many: ['rupees'], cents: ['paisa', 'paise'] };

const named = (name: readonly string[], currency: Currency): Currency => ({
  ...currency,
  one: [...name, ...currency.one],
  many: [...name, ...currency.many],
});

const CURRENCIES: Readonly<Record<string, Currency>> = {
  $: DOLLAR,
  US$: named(['U', 'S'], DOLLAR),
  C$: named(['Canadian'], DOLLAR),
  CA$: named(['Canadian'], DOLLAR),
  A$: named(['Australian'], DOLLAR),
  NZ$: named(['New', 'Zealand'], DOLLAR),
  HK$: named(['Hong', 'Kong'], DOLLAR),
  '€': EURO,
  '£': POUND,
  '¥': YEN,
  '₹': RUPEE,
  USD: named(['U', 'S'], DOLLAR),
  CAD: named(['Canadian'], DOLLAR),
  AUD: named(['Australian'], DOLLAR),
  EUR: EURO,
  GBP: POUND,
  JPY: YEN,
  CNY: { one: ['yuan'], many: ['yuan'] },
  INR: RUPEE,
  CHF: { one: ['Swiss', 'franc'], many: ['Swiss', 'francs'] },
};

const SCALES: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  mn: 'million',
  b: 'billion',
  bn: 'billion',
  t: 'trillion',
  tn: 'trillion',
};
const SCALE = String.raw`(?:\s?(thousand|million|billion|trillion)|(k|mn|m|bn|b|tn|t))${WORD_END}`;
const SIGN = String.raw`(US\$|CA?\$|A\$|NZ\$|HK\$|[$€£¥₹])`;
const CODE = '(USD|EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY)';

function amountWords(number: string, scale: string | undefined, currency: Currency): string[] {
  if (scale !== undefined) return [...decimal(number), scale, ...currency.many];
  const [whole = '', fraction] = number.split('.');
  const { cents } = currency;
  if (fraction === undefined) return [...cardinal(whole), ...(isOne(whole) ? currency.one : currency.many)];
  if (fraction.length !== 2 || cents === undefined) return [...decimal(number), ...currency.many];
  const big = [...cardinal(whole), ...(isOne(whole) ? currency.one : currency.many)];
  const count = Number(fraction);
  if (count === 0) return big;
  const small = [...cardinal(String(count)), count === 1 ? cents[0] : cents[1]];
  return Number(whole) === 0 ? small : [...big, 'and', ...small];
}

function scaleOf(word: string | undefined, letter: string | undefined): string | undefined {
  return word?.toLowerCase() ?? (letter === undefined ? undefined : SCALES[letter.toLowerCase()]);
}

const signFirst: Rule = {
  pattern: pattern(String.raw`${SIGN}\s?(${NUMBER})(?:${SCALE})?`, 'i'),
  read: ([, sign = '', number = '', word, letter]) => {
    const currency = CURRENCIES[sign.toUpperCase()];
    return currency && { words: amountWords(number, scaleOf(word, letter), currency) };
  },
};

const signLast: Rule = {
  pattern: pattern(String.raw`(${NUMBER})(?:${SCALE})?\s?([$€£¥₹])(?![\p{N}])`, 'i'),
  read: ([, number = '', word, letter, sign = '']) => {
    const currency = CURRENCIES[sign];
    return currency && { words: amountWords(number, scaleOf(word, letter), currency) };
  },
};

const codeFirst: Rule = {
  pattern: pattern(String.raw`${CODE}\s?(${NUMBER})(?:${SCALE})?`),
  read: ([, code = '', number = '', word, letter]) => {
    const currency = CURRENCIES[code];
    return currency && { words: amountWords(number, scaleOf(word, letter), currency) };
  },
};

const codeLast: Rule = {
  pattern: pattern(String.raw`(${NUMBER})(?:${SCALE})?\s?${CODE}${WORD_END}`),
  read: ([, number = '', word, letter, code = '']) => {
    const currency = CURRENCIES[code];
    return currency && { words: amountWords(number, scaleOf(word, letter), currency) };
  },
};

const cents: Rule = {
  pattern: pattern(String.raw`(\d{1,3})\s?¢`),
  read: ([, number = '']) => ({ words: [...cardinal(number), isOne(number) ? 'cent' : 'cents'] }),
};

export const MONEY_RULES: readonly Rule[] = [signFirst, signLast, codeFirst, codeLast, cents];
