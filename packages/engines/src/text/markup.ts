import { type Place, pattern, type Rule } from './rule.js';

function atLineStart({ text, offset }: Place): boolean {
  return (
    /(?:^|\n)[ \t]{0,12}$/.test(text.slice(Math.max(0, offset - 16), offset)) &&
    (offset < 16 || text.slice(offset - 16, offset).includes('\n'))
  );
}

const leaveOut = (): { words: readonly string[] } => ({ words: [] });
const leaveOutAtLineStart: Rule['read'] = (_, place) => (atLineStart(place) ? { words: [] } : undefined);

/** ```lang: the fence goes, the code stays. */
const fence: Rule = { pattern: pattern('(?:```|~~~)[\\w+-]{0,20}'), read: leaveOut };
const headingMark: Rule = { pattern: pattern(String.raw`#{1,6}(?=[ \t])`), read: leaveOutAtLineStart };
const bullet: Rule = {
  pattern: pattern(String.raw`[-*+•‣◦](?: \[[ xX]\])?(?=[ \t])`),
  read: leaveOutAtLineStart,
};
const quoteMark: Rule = { pattern: pattern('>+'), read: leaveOutAtLineStart };
/** ---, ***, |---|---|, ====. */
const horizontal: Rule = {
  pattern: pattern(String.raw`(?:[-*_=]{3,200}|\|[-:| ]{3,400}\|)(?=[ \t]*(?:\n|$))`),
  read: leaveOutAtLineStart,
};
/** The target of a link; its text is read where it stands. */
const linkTarget: Rule = { pattern: pattern(String.raw`\]\([^()\n]{0,2000}\)`), read: leaveOut };
const imageMark: Rule = { pattern: pattern(String.raw`!(?=\[)`), read: leaveOut };
const footnote: Rule = { pattern: pattern(String.raw`\[\^?\d{1,3}\]`), read: leaveOut };
const tag: Rule = {
  pattern: pattern(String.raw`</?[a-z][a-z0-9-]{0,20}(?:\s[^<>\n]{0,500})?/?>|<!--[^>]{0,1000}-->`, 'i'),
  read: leaveOut,
};
const entity: Rule = {
  pattern: pattern('&(amp|lt|gt|quot|nbsp|apos|#39);'),
  read: ([, name]) => ({
    words:
      name === 'amp' ? ['and'] : name === 'lt' ? ['less', 'than'] : name === 'gt' ? ['greater', 'than'] : [],
  }),
};
/** Pictures, flags, keycaps and what joins and colours them. © and ™ are no pictures. */
const emoji: Rule = {
  pattern: pattern(
    String.raw`(?:[0-9#*]\uFE0F?\u20E3|(?![©®™ℹ↔↕⌨])[\p{Extended_Pictographic}\p{Regional_Indicator}][\uFE0E\uFE0F\u200D\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}]*)+`,
  ),
  read: leaveOut,
};
/** :-) ;) :D, at the end of a word. */
const emoticon: Rule = {
  pattern: pattern(String.raw`[:;]-?[)(DP](?![\p{L}\p{N}])`),
  read: ([written], { text, offset }) =>
    /\s/.test(text[offset - 1] ?? ' ') && written.length > 1 ? { words: [] } : undefined,
};

export const MARKUP_RULES: readonly Rule[] = [
  fence,
  horizontal,
  headingMark,
  bullet,
  quoteMark,
  linkTarget,
  imageMark,
  footnote,
  tag,
  entity,
  emoji,
  emoticon,
];
