import { ABBREVIATION_RULES } from './abbreviations.js';
import { ADDRESS_RULES } from './addresses.js';
import { DATE_RULES } from './dates.js';
import { MARKUP_RULES } from './markup.js';
import { MONEY_RULES } from './money.js';
import { FRACTION_RULES, NUMBER_RULES, PLAIN_NUMBER } from './number-rules.js';
import { PHONE_RULES } from './phones.js';
import { PAUSES, PUNCTUATION_RULES } from './punctuation.js';
import { ROMAN_RULES } from './roman.js';
import type { Place, Reading, Rule } from './rule.js';
import { SYMBOL_RULES } from './symbols.js';
import { TIME_RULES } from './times.js';
import { UNIT_RULES } from './units.js';
import { WORD_RULES } from './words.js';

/** One word or one mark of punctuation as it is to be spoken, and the stretch of the written text it stands for. */
export interface SpokenToken {
  /** A word ("dollars"), or punctuation that shapes the pause ("," "." "?" "!" ":" ";" "—"). */
  readonly spoken: string;
  /** UTF-16 offset and length in the written text; several tokens may stand for one stretch ("$5": five, dollars). */
  readonly textOffset: number;
  readonly textLength: number;
}

/** The first rule that reads a place wins, so the particular come before the general. */
const RULES: readonly Rule[] = [
  ...MARKUP_RULES,
  ...ADDRESS_RULES,
  ...DATE_RULES,
  ...PHONE_RULES,
  ...TIME_RULES,
  ...MONEY_RULES,
  ...FRACTION_RULES,
  ...UNIT_RULES,
  ...NUMBER_RULES,
  ...ABBREVIATION_RULES,
  ...ROMAN_RULES,
  ...SYMBOL_RULES,
  ...PUNCTUATION_RULES,
];
/** Tried only where a word or a number begins, and always reading something there. */
const LAST_RULES: readonly Rule[] = [...WORD_RULES];

const BLANK = /[ \t\r]/;

/**
 * Turns written English into what a person would say: numbers, money, dates, times, units, abbreviations, acronyms
 * and addresses become words, Markdown and emoji disappear. Tokens come in the order of the text; their stretches lie
 * inside it and never reach back. Never throws; linear in the length of the text.
 */
export function toSpokenTokens(text: string): SpokenToken[] {
  const tokens: SpokenToken[] = [];
  const shouting = isShouting(text);
  for (let offset = 0; offset < text.length; ) {
    if (BLANK.test(text[offset] ?? '') && !text.startsWith('\n', offset + 1)) {
      offset++;
      continue;
    }
    const place: Place = { text, offset, lastSpoken: tokens.at(-1)?.spoken, shouting };
    const found = read(place);
    const length = found?.length ?? 1;
    for (const spoken of found?.words ?? []) append(tokens, spoken, offset, length);
    offset += length;
  }
  return tokens;
}

function read(place: Place): { words: readonly string[]; length: number } | undefined {
  const { text, offset } = place;
  const plainNumber = /[0-9]/.test(text[offset] ?? '') ? [PLAIN_NUMBER] : [];
  // "4x" and "3D" are words, not a number and a letter: only a number that ends there is plain.
  for (const rules of [RULES, plainNumber, LAST_RULES]) {
    for (const rule of rules) {
      rule.pattern.lastIndex = offset;
      const match = rule.pattern.exec(text);
      if (match === null || match[0].length === 0) continue;
      const reading: Reading | undefined = rule.read(match, place);
      if (reading === undefined) continue;
      return { words: reading.words, length: Math.max(1, reading.length ?? match[0].length) };
    }
  }
  return undefined;
}

/** Two pauses in a row are one: the stronger of them. */
function append(tokens: SpokenToken[], spoken: string, textOffset: number, textLength: number): void {
  const token = { spoken, textOffset, textLength };
  const last = tokens.at(-1);
  if (!PAUSES.has(spoken)) {
    tokens.push(token);
    return;
  }
  if (last === undefined) return;
  if (!PAUSES.has(last.spoken)) tokens.push(token);
  else if (',:;—'.includes(last.spoken) && '.!?'.includes(spoken)) tokens[tokens.length - 1] = token;
}

/** Most letters are capitals, and there are more of them than an acronym has. */
function isShouting(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  const small = text.match(/\p{Ll}/gu)?.length ?? 0;
  return capitals > 12 && capitals > 3 * small && /\p{Lu}{2,} \p{Lu}{2,} \p{Lu}{2,}/u.test(text);
}
