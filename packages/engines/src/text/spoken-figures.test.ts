import { describeSpoken } from './testing/describe-spoken.js';

describeSpoken('numbers', [
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
]);

describeSpoken('years', [
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
]);

describeSpoken('fractions', [
  ['1/2 cup', 'one half cup'],
  ['3/4', 'three quarters'],
  ['2/3 of it', 'two thirds of it'],
  ['1 1/2 hours', 'one and a half hours'],
  ['2½ years', 'two and a half years'],
  ['¼', 'one quarter'],
  ['24/7', 'twenty four seven'],
  ['9/11', 'nine eleven'],
]);

describeSpoken('percent', [
  ['12%', 'twelve percent'],
  ['99.9 %', 'ninety nine point nine percent'],
  ['5-10%', 'five to ten percent'],
]);

describeSpoken('money', [
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
]);

describeSpoken('dates', [
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
]);

describeSpoken('times', [
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
]);

describeSpoken('phones', [
  ['555-123-4567', 'five five five , one two three , four five six seven'],
  ['(555) 123-4567', 'five five five , one two three , four five six seven'],
  ['+1 555-123-4567', 'plus one , five five five , one two three , four five six seven'],
  ['555-1234', 'five five five , one two three four'],
  ['+44 20 7946 0958', 'plus four four , two zero , seven nine four six , zero nine five eight'],
]);

describeSpoken('units', [
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
]);
