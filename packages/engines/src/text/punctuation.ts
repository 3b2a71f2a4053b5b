import { pattern, type Rule } from './rule.js';

/** Marks that shape a pause, as `SpokenToken.spoken` has them. */
export const PAUSES: ReadonlySet<string> = new Set([',', '.', '?', '!', ':', ';', '—']);

const WIDE: Readonly<Record<string, string>> = {
  '，': ',',
  '、': ',',
  '。': '.',
  '？': '?',
  '！': '!',
  '：': ':',
  '；': ';',
};

/** "...", "?!", "!!!": one mark. */
const run: Rule = {
  pattern: pattern('[.!?…。？！]{1,400}'),
  read: ([written]) => {
    if (/[?？]/.test(written)) return { words: ['?'] };
    if (/[!！]/.test(written)) return { words: ['!'] };
    return { words: [/^(?:\.{2,}|…+)/.test(written) ? '—' : '.'] };
  },
};
const single: Rule = {
  pattern: pattern('[,;:，、：；]'),
  read: ([mark]) => ({ words: [WIDE[mark] ?? mark] }),
};
/** A dash with spaces around, or a long one. */
const dash: Rule = {
  pattern: pattern('(?:[—―]|[-–]{2,80}|[-–](?=\\s))'),
  read: ([mark], { text, offset }) =>
    mark === '-' && !/\s/.test(text[offset - 1] ?? ' ') ? undefined : { words: ['—'] },
};
const bracket: Rule = { pattern: pattern('[()|]'), read: () => ({ words: [','] }) };
/** Two line ends, or one before a list or a heading, end what was said. */
const paragraph: Rule = {
  pattern: pattern(
    String.raw`[ \t\r]{0,200}\n(?:[ \t\r]{0,200}\n|(?=[ \t]{0,12}(?:[-*+•‣◦#>|]|\d{1,3}[.)])[ \t]))\s{0,200}`,
  ),
  read: () => ({ words: ['.'] }),
};
/** The line after a heading. */
const headingEnd: Rule = {
  pattern: pattern(String.raw`\r?\n`),
  read: (_, { text, offset }) => {
    const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - 200), offset);
    return /^\s*(?:#{1,6}|[-*+•‣◦]|\d{1,3}[.)])\s/.test(line) ? { words: ['.'] } : undefined;
  },
};

export const PUNCTUATION_RULES: readonly Rule[] = [paragraph, headingEnd, run, single, dash, bracket];
