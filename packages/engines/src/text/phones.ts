import { digitWords } from './numbers.js';
import { pattern, type Rule } from './rule.js';

/** Digits one by one, with a short pause between the groups. */
function groupWords(written: string): string[] {
  const groups = written.match(/\d+/g) ?? [];
  const plus = written.startsWith('+') ? ['plus'] : [];
  return [
    ...plus,
    ...groups.flatMap((group, index) => [...(index === 0 ? [] : [',']), ...digitWords(group)]),
  ];
}

/** +1 555-123-4567, (555) 123-4567, 555.123.4567. */
const american: Rule = {
  pattern: pattern(String.raw`(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![-.]?\d)`),
  read: ([written]) => ({ words: groupWords(written) }),
};

/** 555-1234. */
const local: Rule = {
  pattern: pattern(String.raw`\d{3}-\d{4}(?![-.]?\d)`),
  read: ([written]) => ({ words: groupWords(written) }),
};

/** +44 20 7946 0958, +442079460958. */
const international: Rule = {
  pattern: pattern(String.raw`\+\d{1,3}(?:[ -]?\(?\d{2,5}\)?){2,6}(?!\d)`),
  read: ([written]) => ((written.match(/\d/g) ?? []).length < 8 ? undefined : { words: groupWords(written) }),
};

export const PHONE_RULES: readonly Rule[] = [american, local, international];
