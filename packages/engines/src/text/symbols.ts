import { type Place, pattern, type Rule, WORD_END } from './rule.js';

/** What stands before and after a sign, next to it or one space away. */
function around({ text, offset }: Place, length: number): readonly [string, string] {
  const before = text[offset - 1] === ' ' ? text[offset - 2] : text[offset - 1];
  const after = text[offset + length] === ' ' ? text[offset + length + 1] : text[offset + length];
  return [before ?? '', after ?? ''];
}

const isNumeric = (sign: string): boolean => /[\p{N})]/u.test(sign);
const isTerm = (sign: string): boolean => /[\p{L}\p{N}()]/u.test(sign);

/** Said wherever it stands. */
const ALWAYS: Readonly<Record<string, string>> = {
  '&': 'and',
  '@': 'at',
  '%': 'percent',
  '‰': 'per mille',
  '§': 'section',
  '°': 'degrees',
  '€': 'euros',
  '£': 'pounds',
  $: 'dollars',
  '¥': 'yen',
  '±': 'plus or minus',
  '÷': 'divided by',
  '×': 'times',
  '≈': 'about',
  '≠': 'is not equal to',
  '≤': 'is at most',
  '≥': 'is at least',
  '→': 'to',
  '©': 'copyright',
  '№': 'number',
};

const always: Rule = {
  pattern: pattern(`[${Object.keys(ALWAYS).join('')}]`),
  read: ([sign]) => ({ words: (ALWAYS[sign] ?? '').split(' ') }),
};

/** "-5", "−3", "5 - 3"; a range or a compound comes before. */
const minus: Rule = {
  pattern: pattern(String.raw`[-−](?= ?[$€£¥]?\.?\d)`),
  read: ([sign], place) => {
    const [before, after] = around(place, 1);
    const next = place.text[place.offset - 1] ?? ' ';
    const spaced = place.text[place.offset + 1] === ' ';
    if (sign === '-' && spaced && !(isNumeric(before) && isNumeric(after))) return undefined;
    return /[\s([{"'“=<>+*/,:]/.test(next) ? { words: ['minus'] } : undefined;
  },
};

/** "$5-$10", "9am-5pm", "5%–10%": a range with signs or units in it. */
const to: Rule = {
  pattern: pattern(String.raw`[-–—](?=[$€£¥]?\d)`),
  read: (_, { text, offset }) =>
    AMOUNT_BEFORE.test(text.slice(Math.max(0, offset - 20), offset)) ? { words: ['to'] } : undefined,
};
const AMOUNT_BEFORE = /(?:^|[^\p{L}\d])\d[\d.,]{0,12}\s?(?:[ap]\.?m\.?|[%°€£$¢]|°[CF]|[kKM]|bn)?$/iu;

/** Arithmetic, where there is something to reckon with on both sides. */
const BETWEEN: Readonly<Record<string, readonly [string, (sign: string) => boolean]>> = {
  '+': ['plus', isTerm],
  '=': ['equals', isTerm],
  '*': ['times', isNumeric],
  '<': ['is less than', isTerm],
  '>': ['is greater than', isTerm],
  '^': ['to the power of', isTerm],
};

const between: Rule = {
  pattern: pattern('[+=*<>^]'),
  read: ([sign], place) => {
    const [words, fits] = BETWEEN[sign] ?? ['', () => false];
    const [before, after] = around(place, 1);
    return fits(before) && fits(after) ? { words: words.split(' ') } : undefined;
  },
};

/** "C++", "18+", "+5". */
const plus: Rule = {
  pattern: pattern(String.raw`\+`),
  read: (_, { text, offset }) =>
    /[\p{L}\p{N}+]/u.test((text[offset - 1] ?? '') + (text[offset + 1] ?? ''))
      ? { words: ['plus'] }
      : undefined,
};

const hash: Rule = {
  pattern: pattern(String.raw`#(?=[\p{L}\p{N}])`),
  read: (_, { text, offset }) => ({ words: [/\d/.test(text[offset + 1] ?? '') ? 'number' : 'hashtag'] }),
};
/** C#, F#. */
const sharp: Rule = {
  pattern: pattern(`([CF])#${WORD_END}`),
  read: ([, letter = '']) => ({ words: [letter, 'sharp'] }),
};
const about: Rule = { pattern: pattern(String.raw`~(?=[$€£]?\d)`), read: () => ({ words: ['about'] }) };
/** "node.js", "H.264", "v2.0"; other dots without a space are forgotten spaces. */
const dot: Rule = {
  pattern: pattern(
    String.raw`\.(?=(?:\d|(?:js|ts|py|rs|go|sh|md|net|json|ya?ml|toml|xml|txt|csv|html|css|pdf|png|jpe?g|gif|svg|mp[34]|wav|exe|zip|cpp|java|docx?|xlsx?|pptx?)${WORD_END}))`,
  ),
  read: (_, { text, offset }) => {
    const before = text[offset - 1] ?? '';
    if (/\d/.test(before) && /\d/.test(text[offset + 1] ?? '')) return { words: ['point'] };
    return /[\p{L}\p{N}]/u.test(before) ? { words: ['dot'] } : undefined;
  },
};
/** Between words: "TCP/IP", "he/she". With spaces around it is a pause. */
const slash: Rule = {
  pattern: pattern('/'),
  read: (_, place) => {
    const { text, offset } = place;
    if (/\s/.test(text[offset - 1] ?? ' ')) return { words: [','] };
    return /[\p{L}\p{N}]/u.test(text[offset + 1] ?? '') ? { words: ['slash'] } : undefined;
  },
};
const underscore: Rule = {
  pattern: pattern('_(?=[\\p{L}\\p{N}])'),
  read: (_, { text, offset }) =>
    /[\p{L}\p{N}]/u.test(text[offset - 1] ?? '') ? { words: ['underscore'] } : undefined,
};

export const SYMBOL_RULES: readonly Rule[] = [
  sharp,
  dot,
  to,
  minus,
  about,
  hash,
  between,
  plus,
  slash,
  underscore,
  always,
];
