import { endsSentence, type Place, pattern, type Reading, type Rule, WORD_END } from './rule.js';

/** Written with a dot, and never at the end of a sentence. */
const TITLES: Readonly<Record<string, string>> = {
  mr: 'Mister',
  mrs: 'Missus',
  ms: 'Miz',
  mx: 'Mix',
  prof: 'Professor',
  gen: 'General',
  sen: 'Senator',
  rep: 'Representative',
  rev: 'Reverend',
  gov: 'Governor',
  capt: 'Captain',
  lt: 'Lieutenant',
  sgt: 'Sergeant',
  col: 'Colonel',
  hon: 'Honorable',
  mt: 'Mount',
  vs: 'versus',
  approx: 'approximately',
  esp: 'especially',
  incl: 'including',
  fig: 'figure',
  vol: 'volume',
  tel: 'telephone',
  ext: 'extension',
  cf: 'compare',
};
/** Titles that need no dot either. */
const DOTLESS = new Set(['mr', 'mrs', 'ms', 'vs']);

/** Written with a dot that may end the sentence as well. */
const CLOSERS: Readonly<Record<string, string>> = {
  etc: 'et cetera',
  inc: 'incorporated',
  ltd: 'limited',
  corp: 'corporation',
  jr: 'junior',
  sr: 'senior',
  ave: 'avenue',
  blvd: 'boulevard',
  rd: 'road',
  dept: 'department',
  est: 'established',
  misc: 'miscellaneous',
  avg: 'average',
  mon: 'Monday',
  tue: 'Tuesday',
  tues: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  thur: 'Thursday',
  thurs: 'Thursday',
  fri: 'Friday',
};

const WITH_DOTS: Readonly<Record<string, readonly string[]>> = {
  'e.g.': ['for', 'example'],
  'i.e.': ['that', 'is'],
  'a.k.a.': ['also', 'known', 'as'],
};

/** The word before a place, when only spaces lie between. */
function wordBefore({ text, offset }: Place): string {
  return /([\p{L}\p{M}\p{N}.]+) $/u.exec(text.slice(Math.max(0, offset - 40), offset))?.[1] ?? '';
}

function isCapitalised(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}

/** The dot of an abbreviation at the end of a sentence is the sentence's too. */
function closing(words: readonly string[], end: number, { text }: Place): Reading {
  return { words: endsSentence(text, end) ? [...words, '.'] : words };
}

/** e.g., i.e., U.S., Ph.D., J.R.R. */
const dotted: Rule = {
  pattern: pattern(String.raw`(?:\p{L}{1,2}\.){2,8}`),
  read: ([written], place) => {
    const known = WITH_DOTS[written.toLowerCase()];
    if (known !== undefined) return { words: known };
    if (!/^(?:\p{L}\.)+$|^Ph\.D\.$/u.test(written)) return undefined;
    const letters = [...written.toUpperCase()].filter((letter) => letter !== '.');
    return closing(letters, place.offset + written.length, place);
  },
};

/** "John F. Kennedy", "J. Smith": an initial, not the end of a sentence. */
const initial: Rule = {
  pattern: pattern(String.raw`(\p{Lu})\.(?= \p{Lu}[\p{L}.])`),
  read: ([, letter = ''], place) => {
    const before = wordBefore(place);
    return letter === 'I' || (before !== '' && !isCapitalised(before)) ? undefined : { words: [letter] };
  },
};

/** "Dr. Smith" is a doctor, "Sunset Dr." a drive; "St. Mary" a saint, "Main St." a street. */
const doctorOrDrive: Rule = {
  pattern: pattern(String.raw`(Dr|St)(\.?)${WORD_END}`),
  read: ([written, short = '', dot], place) => {
    const after = place.text.slice(place.offset + written.length);
    const beforeName = /^ \p{Lu}\p{Ll}/u.test(after);
    const afterName = /^(?:\p{Lu}\p{Ll}|\d+(?:st|nd|rd|th)$)/u.test(wordBefore(place));
    const isTitle =
      beforeName &&
      !(afterName && /^ (?:[A-Z]\p{Ll}*ly|The|In|On|At|It|He|She|We|They|I|You|But|And)\b/u.test(after));
    if (dot === '' && !isTitle && !afterName) return undefined;
    if (isTitle && !(afterName && short === 'St')) return { words: [short === 'Dr' ? 'Doctor' : 'Saint'] };
    const words = [short === 'Dr' ? 'Drive' : 'Street'];
    return dot === '' ? { words } : closing(words, place.offset + written.length, place);
  },
};

/** "No. 5", "p. 12", "pp. 3–5". */
const beforeNumber: Rule = {
  pattern: pattern(String.raw`(Nos?|pp?|ch|sec)\.(?= ?\d)`, 'i'),
  read: ([, short = '']) => {
    const words: Readonly<Record<string, string>> = {
      no: 'number',
      nos: 'numbers',
      p: 'page',
      pp: 'pages',
      ch: 'chapter',
      sec: 'section',
    };
    const word = words[short.toLowerCase()];
    return word === undefined ? undefined : { words: [word] };
  },
};

const shortened: Rule = {
  pattern: pattern(String.raw`(\p{L}{2,6})(\.?)${WORD_END}`),
  read: ([written, short = '', dot], place) => {
    const key = short.toLowerCase();
    const title = Object.hasOwn(TITLES, key) ? TITLES[key] : undefined;
    if (
      title !== undefined &&
      (dot === '.' || (DOTLESS.has(key) && (key === 'vs' || isCapitalised(short))))
    ) {
      return dot === '.' && /^\s*$/.test(place.text.slice(place.offset + written.length))
        ? { words: [title, '.'] }
        : { words: [title] };
    }
    const closer = dot === '.' && Object.hasOwn(CLOSERS, key) ? CLOSERS[key] : undefined;
    if (closer === undefined) return undefined;
    // "Mon." is a day, "mon." nothing; "Fri." likewise. "road." may be a word of its own, "Rd." may not.
    if (/day$/.test(closer) && !isCapitalised(short)) return undefined;
    return closing(closer.split(' '), place.offset + written.length, place);
  },
};

const slashed: Rule = {
  pattern: pattern(String.raw`(e-mails?|w/o|w/|b/c|c/o|n/a|and/or|A/C)(?![/\p{N}])`, 'i'),
  read: ([written]) => {
    const words: Readonly<Record<string, string>> = {
      'e-mail': 'email',
      'e-mails': 'emails',
      'w/o': 'without',
      'w/': 'with',
      'b/c': 'because',
      'c/o': 'care of',
      'n/a': 'N A',
      'and/or': 'and or',
      'a/c': 'A C',
    };
    const spoken = words[written.toLowerCase()];
    return spoken === undefined ? undefined : { words: spoken.split(' ') };
  },
};

export const ABBREVIATION_RULES: readonly Rule[] = [
  dotted,
  slashed,
  doctorOrDrive,
  beforeNumber,
  initial,
  shortened,
];
