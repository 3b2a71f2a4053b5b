/** How a recognised text differs from the spoken one, in words. */
export interface WordErrors {
  /** Errors divided by words of the reference; 0 when both are empty, 1 when only the reference is. */
  readonly rate: number;
  readonly errors: number;
  readonly referenceWords: number;
}

/**
 * Word error rate: the least number of substitutions, insertions and deletions that turns the words of `reference`
 * into those of `hypothesis`. Case, punctuation, hyphens and the way of writing numbers do not count.
 */
export function wordErrorRate(reference: string, hypothesis: string): number {
  return wordErrors(reference, hypothesis).rate;
}

export function wordErrors(reference: string, hypothesis: string): WordErrors {
  const said = wordsOf(reference);
  const written = wordsOf(hypothesis);
  let row = Array.from({ length: written.length + 1 }, (_, index) => index);
  for (const [saidIndex, word] of said.entries()) {
    const next = [saidIndex + 1];
    for (const [index, other] of written.entries()) {
      const substituted = (row[index] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(substituted, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  const errors = row[written.length] ?? 0;
  const rate = said.length === 0 ? (errors === 0 ? 0 : 1) : errors / said.length;
  return { rate, errors, referenceWords: said.length };
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  mr: 'mister',
  mrs: 'missus',
  dr: 'doctor',
  ok: 'okay',
  '%': 'percent',
  '&': 'and',
};

/** The words that count: lower case, without punctuation, numbers spelt out. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/\$(\d+(?:,\d{3})*)/g, '$1 dollars')
    .replace(
      /\d{1,3}(?:,\d{3})+(?![\d,])/g,
      (digits) => ` ${numberWords(Number(digits.replaceAll(',', '')))} `,
    )
    .replace(/(\d)\.(?=\d)/g, '$1 point ')
    .replace(/(\d+)(st|nd|rd|th)?/g, (_, digits: string, ordinal?: string) => {
      const words =
        digits.length > 9 ? [...digits].map((digit) => numberWords(Number(digit))).join(' ') : year(digits);
      return ` ${ordinal === undefined ? words : ordinalOf(words)} `;
    });
  const words = plain.match(/[%&]|[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*/gu) ?? [];
  return words.map((word) => ABBREVIATIONS[word] ?? word);
}

const ONES = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** Four digits from 1100 to 1999 are read as a year is. */
function year(digits: string): string {
  const value = Number(digits);
  if (digits.length !== 4 || value < 1100 || value > 1999 || value % 100 === 0) return numberWords(value);
  const rest = value % 100;
  return `${numberWords(Math.floor(value / 100))} ${rest < 10 ? `oh ${numberWords(rest)}` : numberWords(rest)}`;
}

function numberWords(value: number): string {
  if (value < 20) return ONES[value] ?? '';
  if (value < 100) return joined(TENS[Math.floor(value / 10)] ?? '', value % 10);
  for (const [size, name] of [
    [1_000_000, 'million'],
    [1000, 'thousand'],
    [100, 'hundred'],
  ] as const) {
    if (value >= size) return joined(`${numberWords(Math.floor(value / size))} ${name}`, value % size);
  }
  return '';
}

function joined(front: string, rest: number): string {
  return rest === 0 ? front : `${front} ${numberWords(rest)}`;
}

const ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

function ordinalOf(words: string): string {
  const last = words.slice(words.lastIndexOf(' ') + 1);
  const front = words.slice(0, words.length - last.length);
  return front + (ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`));
}
