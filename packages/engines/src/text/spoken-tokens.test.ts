import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSpokenTokens } from './spoken-tokens.js';

function spokenText(text: string): string {
  return toSpokenTokens(text)
    .map((token) => token.spoken)
    .join(' ');
}

const CASES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'plain text': [
    ['Hello, world.', 'Hello , world .'],
    ["It's the dogs' bowl", "It's the dogs bowl"],
    ['a well-known fact', 'a well known fact'],
    ['Wait... what?!', 'Wait — what ?'],
    ['No!!! Stop', 'No ! Stop'],
    ['one (two) three', 'one , two , three'],
    ['He left (at noon).', 'He left , at noon .'],
    ['yes – no', 'yes — no'],
    ['“Quoted,” she said', 'Quoted , she said'],
    ['naïve café', 'naïve café'],
    ['', ''],
    ['  \n ', ''],
    ['...', ''],
  ],
  numbers: [
    ['I have 5 cats', 'I have five cats'],
    ['0', 'zero'],
    ['1,250,000 people', 'one million two hundred fifty thousand people'],
    ['3.14', 'three point one four'],
    ['0.05', 'zero point zero five'],
    ['.5', 'point five'],
    ['-5 and −3', 'minus five and minus three'],
    ['call 911', 'call nine one one'],
    ['2x faster', 'two times faster'],
    ['x² + y³', 'x squared plus y cubed'],
    ['call 007', 'call zero zero seven'],
    ['21 and 110', 'twenty one and one hundred ten'],
    [
      '12345678901234567890',
      'one two three four five six seven eight nine zero one two three four five six seven eight nine zero',
    ],
    ['the 1st, 2nd, 3rd and 21st', 'the first , second , third and twenty first'],
    ['pages 5-10', 'pages five to ten'],
    ['1990–1995', 'nineteen ninety to nineteen ninety five'],
    ['version 1.2.3', 'version one point two point three'],
    ['192.168.0.1', 'one hundred ninety two dot one hundred sixty eight dot zero dot one'],
    ['a 10-year-old', 'a ten year old'],
    ['10k users and 5M rows', 'ten thousand users and five million rows'],
    ['16:9', 'sixteen to nine'],
    ['4K video', 'four K video'],
    ['It costs 5.', 'It costs five .'],
    ['5, 6, 7', 'five , six , seven'],
  ],
  years: [
    ['in 1984', 'in nineteen eighty four'],
    ['in 2026.', 'in twenty twenty six .'],
    ['in 2005', 'in two thousand five'],
    ['in 1905', 'in nineteen oh five'],
    ['in 1900', 'in nineteen hundred'],
    ['in 2000', 'in two thousand'],
    ['the 1990s', 'the nineteen nineties'],
    ['in the 80s', 'in the eighties'],
    ['a 30s timeout', 'a thirty seconds timeout'],
    ['COVID-19', 'COVID nineteen'],
    ["the '80s", 'the eighties'],
    ['1066', 'one thousand sixty six'],
  ],
  fractions: [
    ['1/2 cup', 'one half cup'],
    ['3/4', 'three quarters'],
    ['2/3 of it', 'two thirds of it'],
    ['1 1/2 hours', 'one and a half hours'],
    ['2½ years', 'two and a half years'],
    ['¼', 'one quarter'],
    ['24/7', 'twenty four seven'],
    ['9/11', 'nine eleven'],
  ],
  percent: [
    ['12%', 'twelve percent'],
    ['99.9 %', 'ninety nine point nine percent'],
    ['5-10%', 'five to ten percent'],
  ],
  money: [
    ['$5.20', 'five dollars and twenty cents'],
    ['$1', 'one dollar'],
    ['$0.99', 'ninety nine cents'],
    ['$1.01', 'one dollar and one cent'],
    ['$1,250', 'one thousand two hundred fifty dollars'],
    ['€3M', 'three million euros'],
    ['£1.5bn', 'one point five billion pounds'],
    ['$5 million', 'five million dollars'],
    ['£2.50', 'two pounds and fifty pence'],
    ['20 €', 'twenty euros'],
    ['5€.', 'five euros .'],
    ['¥500', 'five hundred yen'],
    ['US$20', 'twenty U S dollars'],
    ['100 USD', 'one hundred U S dollars'],
    ['EUR 30', 'thirty euros'],
    ['-$5', 'minus five dollars'],
    ['$10/month', 'ten dollars per month'],
    ['$5-$10', 'five dollars to ten dollars'],
    ['50¢', 'fifty cents'],
  ],
  dates: [
    ['2026-11-21', 'November twenty first twenty twenty six'],
    ['11/21/2026', 'November twenty first twenty twenty six'],
    ['21/11/2026', 'November twenty first twenty twenty six'],
    ['21.11.2026', 'November twenty first twenty twenty six'],
    ['Nov 21st', 'November twenty first'],
    ['on Nov. 21, 2026.', 'on November twenty first , twenty twenty six .'],
    ['July 4', 'July fourth'],
    ['21 November 2026', 'the twenty first of November twenty twenty six'],
    ['the 4th of July', 'the fourth of July'],
    ['in Sept. 2025', 'in September twenty twenty five'],
    ['2026-11-21T14:30:00Z', 'November twenty first twenty twenty six fourteen thirty'],
    ['may 5 people come', 'may five people come'],
  ],
  times: [
    ['3:45 pm', 'three forty five P M'],
    ['at 3 p.m. sharp', 'at three P M sharp'],
    ['at 3 p.m. Then', 'at three P M . Then'],
    ['14:00', 'fourteen hundred'],
    ['3:00', "three o'clock"],
    ['3:05', 'three oh five'],
    ['9am', 'nine A M'],
    ['9am.', 'nine A M .'],
    ['00:00', 'midnight'],
    ['10:30:15', 'ten thirty fifteen'],
    ['9am-5pm', 'nine A M to five P M'],
  ],
  phones: [
    ['555-123-4567', 'five five five , one two three , four five six seven'],
    ['(555) 123-4567', 'five five five , one two three , four five six seven'],
    ['+1 555-123-4567', 'plus one , five five five , one two three , four five six seven'],
    ['555-1234', 'five five five , one two three four'],
    ['+44 20 7946 0958', 'plus four four , two zero , seven nine four six , zero nine five eight'],
  ],
  units: [
    ['5 km', 'five kilometers'],
    ['1 km', 'one kilometer'],
    ['20 °C', 'twenty degrees Celsius'],
    ['3.5GB', 'three point five gigabytes'],
    ['100 km/h', 'one hundred kilometers per hour'],
    ['65 mph', 'sixty five miles per hour'],
    ['10 lbs', 'ten pounds'],
    ['-3°C', 'minus three degrees Celsius'],
    ['20 m²', 'twenty square meters'],
    ['200 ms', 'two hundred milliseconds'],
    ['90°', 'ninety degrees'],
    ['5-10 km', 'five to ten kilometers'],
    ['5\'10"', 'five foot ten'],
    ['48 kHz', 'forty eight kilohertz'],
    ['a 5-km run', 'a five kilometer run'],
    ['5 mice', 'five mice'],
  ],
  abbreviations: [
    ['Dr. Smith lives on Sunset Dr.', 'Doctor Smith lives on Sunset Drive .'],
    ['St. Mary is on Main St. today', 'Saint Mary is on Main Street today'],
    ['Mr. and Mrs. Jones', 'Mister and Missus Jones'],
    ['e.g. this', 'for example this'],
    ['i.e. that', 'that is that'],
    ['apples, pears, etc.', 'apples , pears , et cetera .'],
    ['apples etc. and more', 'apples et cetera and more'],
    ['in the U.S. and the U.K.', 'in the U S and the U K .'],
    ['the U.S. Constitution', 'the U S Constitution'],
    ['an e-mail', 'an email'],
    ['in the U.S. He left', 'in the U S . He left'],
    ['Acme Inc. is here', 'Acme incorporated is here'],
    ['A vs. B', 'A versus B'],
    ['No. 5', 'number five'],
    ['No. I will not', 'No . I will not'],
    ['John F. Kennedy', 'John F Kennedy'],
    ['pp. 3-5', 'pages three to five'],
    ['w/o sugar', 'without sugar'],
    ['Plan B. Then', 'Plan B Then'],
    ['She has a Ph.D. in it', 'She has a P H D in it'],
    ['and/or', 'and or'],
  ],
  acronyms: [
    ['NASA and the FBI', 'NASA and the F B I'],
    ['HTTPS, HTML and JSON', 'H T T P S , H T M L and JSON'],
    ['three PCs and URLs', "three P C's and U R L's"],
    ['GPT4 and MP3', 'G P T four and M P three'],
    ['H2O', 'H two O'],
    ['I said NO and STOP', 'I said no and stop'],
    ['THE TWO STRAY KITTENS ARE HOME', 'the two stray kittens are home'],
    ['OK', 'okay'],
    ['the iPhone', 'the iPhone'],
    ['the CEO', 'the C E O'],
  ],
  addresses: [
    ['https://example.com/docs.', 'example dot com slash docs .'],
    ['http://constructor.com', 'constructor dot com'],
    ['www.example.org', 'W W W dot example dot org'],
    ['see example.com today', 'see example dot com today'],
    ['mail jo.doe@example.co.uk now', 'mail jo dot doe at example dot co dot U K now'],
    [
      'http://127.0.0.1:8080',
      'one hundred twenty seven dot zero dot zero dot one colon eight thousand eighty',
    ],
    ['Sure.No space', 'Sure . No space'],
  ],
  symbols: [
    ['R&D', 'R and D'],
    ['salt & pepper', 'salt and pepper'],
    ['meet @ noon', 'meet at noon'],
    ['#1', 'number one'],
    ['#winning', 'hashtag winning'],
    ['2 + 2 = 4', 'two plus two equals four'],
    ['5 - 3', 'five minus three'],
    ['3 * 4', 'three times four'],
    ['3 × 4', 'three times four'],
    ['C++ and C#', 'C plus plus and C sharp'],
    ['he/she', 'he slash she'],
    ['~50', 'about fifty'],
    ['5 < 6', 'five is less than six'],
    ['AT&T', 'A T and T'],
  ],
  'Roman numerals': [
    ['Henry VIII', 'Henry the eighth'],
    ['World War II', 'World War two'],
    ['Chapter IV', 'Chapter four'],
    ['Part I', 'Part one'],
    ['I think so', 'I think so'],
    ['Louis XIV was', 'Louis the fourteenth was'],
    ['vitamin C and XL shirts', 'vitamin C and X L shirts'],
    ['Mary and I', 'Mary and I'],
  ],
  'Markdown and emoji': [
    ['**Bold** and _it_', 'Bold and it'],
    ['# Title\nText', 'Title . Text'],
    ['- one\n- two', 'one . two'],
    ['* one\n* two', 'one . two'],
    ['1. one\n2. two', 'one . one . two . two'],
    ['[the docs](https://example.com/x)', 'the docs'],
    ['`code` here', 'code here'],
    ['```ts\nlet a\n```', 'let a'],
    ['Great 👍🏽! 👨‍👩‍👧 🇩🇪', 'Great !'],
    ['One.\n\nTwo', 'One . Two'],
    ['one\n\ntwo', 'one . two'],
    ['a<br>b', 'a b'],
    ['Tom &amp; Jo', 'Tom and Jo'],
  ],
};

for (const [name, cases] of Object.entries(CASES)) {
  describe(name, () => {
    test.each(cases)('%s', (written, spoken) => {
      expect(spokenText(written)).toBe(spoken);
    });
  });
}

test('tokens name the stretch that they stand for', () => {
  const text = 'Pay $5.20 now.';
  const stretches = toSpokenTokens(text).map((token) => [
    token.spoken,
    text.slice(token.textOffset, token.textOffset + token.textLength),
  ]);
  expect(stretches).toEqual([
    ['Pay', 'Pay'],
    ['five', '$5.20'],
    ['dollars', '$5.20'],
    ['and', '$5.20'],
    ['twenty', '$5.20'],
    ['cents', '$5.20'],
    ['now', 'now'],
    ['.', '.'],
  ]);
});

const PIECES = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '$',
    '5',
    '.',
    ',',
    '-',
    '/',
    ':',
    ' ',
    '\n',
    '#',
    '*',
    '[',
    '](',
    ')',
    'St.',
    'e.g.',
    'II',
    '1/2',
    'http://',
    '@',
    '\ud800',
    '%',
    '+',
    'pm',
    '|',
    '`',
  ),
);

test('for any text, tokens are in order, inside the text, and never reach back', () => {
  fc.assert(
    fc.property(fc.array(PIECES, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      let offset = 0;
      let end = 0;
      for (const token of toSpokenTokens(text)) {
        expect(token.spoken).not.toBe('');
        expect(token.spoken).not.toMatch(/[\s0-9]/);
        expect(token.textLength).toBeGreaterThan(0);
        const same = token.textOffset === offset && token.textOffset + token.textLength === end;
        expect(same || token.textOffset >= end).toBe(true);
        offset = token.textOffset;
        end = offset + token.textLength;
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the work grows with the text, not with its square', () => {
  for (const piece of [
    'a',
    '1',
    '1,',
    '.',
    '-',
    ' ',
    '\n',
    '(',
    'a.',
    '1/',
    '1-',
    'A',
    '[',
    '](',
    '<',
    '#',
    '@',
    'a@',
    'http://a',
    '+1 ',
    '👍',
    '\n ',
    "'",
    ':1',
  ]) {
    const text = piece.repeat(Math.ceil(10_000 / piece.length));
    expect(() => toSpokenTokens(text)).not.toThrow();
  }
});
