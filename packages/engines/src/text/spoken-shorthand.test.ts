import { describeSpoken } from './testing/describe-spoken.js';

describeSpoken('abbreviations', [
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
]);

describeSpoken('acronyms', [
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
]);

describeSpoken('addresses', [
  ['https://example.com/docs.', 'example dot com slash docs .'],
  ['http://constructor.com', 'constructor dot com'],
  ['www.example.org', 'W W W dot example dot org'],
  ['see example.com today', 'see example dot com today'],
  ['mail jo.doe@example.co.uk now', 'mail jo dot doe at example dot co dot U K now'],
  ['http://127.0.0.1:8080', 'one hundred twenty seven dot zero dot zero dot one colon eight thousand eighty'],
  ['Sure.No space', 'Sure . No space'],
]);

describeSpoken('symbols', [
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
]);

describeSpoken('Roman numerals', [
  ['Henry VIII', 'Henry the eighth'],
  ['World War II', 'World War two'],
  ['Chapter IV', 'Chapter four'],
  ['Part I', 'Part one'],
  ['I think so', 'I think so'],
  ['Louis XIV was', 'Louis the fourteenth was'],
  ['vitamin C and XL shirts', 'vitamin C and X L shirts'],
  ['Mary and I', 'Mary and I'],
]);
