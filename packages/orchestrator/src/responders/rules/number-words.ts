const UNITS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };

/**
 * Replaces English number words by digits, since recognisers write small numbers as words: "two hundred and five
 * plus three" becomes "205 plus 3". Other words stay.
 */
export function digitsForWords(plain: string): string {
  const out: string[] = [];
  let total = 0;
  let group = 0;
  let reading = false;
  const flush = (): void => {
    if (reading) out.push(String(total + group));
    total = 0;
    group = 0;
    reading = false;
  };
  const words = plain.replace(/([a-z])-(?=[a-z])/g, '$1 ').split(' ');
  for (const [index, word] of words.entries()) {
    const value = numberOf(word);
    if (value !== undefined) {
      // "two three" is two numbers, "twenty three" is one.
      if (reading && group % 100 !== 0 && !(group % 10 === 0 && group % 100 >= 20 && value < 10)) flush();
      group += value;
      reading = true;
    } else if (reading && word === 'hundred') {
      group *= 100;
    } else if (reading && SCALES[word] !== undefined) {
      total += group * (SCALES[word] ?? 1);
      group = 0;
    } else if (reading && word === 'and' && group % 100 === 0 && numberOf(words[index + 1]) !== undefined) {
    } else {
      flush();
      out.push(word);
    }
  }
  flush();
  return out.join(' ');
}

function numberOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const unit = UNITS.indexOf(word);
  if (unit >= 0) return unit;
  const ten = TENS.indexOf(word);
  return ten >= 0 ? (ten + 2) * 10 : undefined;
}
