import { cardinal, digitWords } from './numbers.js';

/** Capitals that are said as a word. */
const SAID_AS_WORDS = new Set(
  (
    'NASA NATO OPEC UNESCO UNICEF FIFA UEFA NAFTA ASEAN AIDS COVID SARS MERS RAM ROM SIM PIN GIF LASER RADAR SCUBA SWAT ' +
    'NASDAQ IKEA LEGO VISA TED PISA NOAA DARPA FEMA OSHA HIPAA ASCII CUDA LORA BERT YAML JSON WIFI REST CRUD SAAS ' +
    'CAPTCHA MIDI WAV LAN WAN ZIP DOS BIOS NIMBY YOLO FOMO'
  ).split(' '),
);
/** Capitals that look like a word and are spelt. */
const SPELT = new Set(
  'USSR IEEE UAE UFO AI IT US UK EU UN ID IP OS PC TV VR AR API URL EULA FAQ ISO CEO COO CIO AGI IDE UI UX IOS ETA ATM'.split(
    ' ',
  ),
);
/** Words that people write in capitals for emphasis, short enough to look like an acronym. */
const EMPHASISED = new Set(
  (
    'A I AM AN AND ANY ARE AS AT BE BUT BY CAN DID DO FOR GET GO GOT HAD HAS HE HER HIM HIS HOW IF IN IS ITS LET ME MY NEW NO ' +
    'NOT NOW OF OFF OH OK ON ONE OR OUR OUT OWN SAY SEE SHE SO THE TO TOO TRY TWO UP WAS WAY WE WHO WHY YES YET YOU ALL ALSO ' +
    'BIG BAD DAY END OLD USE MAY MORE MOST MUCH MUST NEVER ONLY SOME STOP THAT THEM THEN THEY THIS VERY WAIT WANT WHAT ' +
    'WHEN WILL WITH YOUR HAVE HERE JUST KEEP LIKE LOOK MAKE NEED READ SAME SURE TAKE TELL THAN FREE HELP EACH BOTH DONT'
  ).split(' '),
);

/** What a run of letters without spaces is said as: letters of an acronym, or the word itself. */
export function acronymWords(word: string, shouting: boolean): string[] {
  const [, capitals = '', tail = ''] = /^(\p{Lu}{2,})((?:['’]?s)?)$/u.exec(word) ?? [];
  if (capitals === '') return [word];
  if (shouting && !SPELT.has(capitals)) return SAID_AS_WORDS.has(capitals) ? [word] : [word.toLowerCase()];
  if (SAID_AS_WORDS.has(capitals)) return [word];
  if (capitals === 'OK') return ['okay'];
  if (isSpelt(capitals)) {
    const letters = [...capitals];
    const last = letters.pop() ?? '';
    return [...letters, tail === '' ? last : `${last}'s`];
  }
  return [word.toLowerCase()];
}

/** Letters and digits in one: "GPT4", "H2O", "MP3", "4x". */
export function alphanumericWords(word: string, shouting: boolean): string[] {
  return (word.match(/[0-9]+|[^0-9]+/g) ?? []).flatMap((part) => {
    if (/^[0-9]/.test(part)) return part.length > 4 ? digitWords(part) : cardinal(part);
    const isCode = /^\p{Lu}{1,4}$/u.test(part) && !SAID_AS_WORDS.has(part);
    return isCode ? [...part] : acronymWords(part, shouting);
  });
}

function isSpelt(capitals: string): boolean {
  if (SPELT.has(capitals)) return true;
  if (EMPHASISED.has(capitals)) return false;
  if (capitals.length <= 3) return true;
  if (!/[AEIOU]/.test(capitals) || !/[B-DF-HJ-NP-TV-Z]/.test(capitals)) return true;
  // Four letters and more are said as a word if a mouth can: no three consonants in a row, save the usual ones.
  return (
    capitals.length <= 5 &&
    /(?!STR|SCR|SPR|SPL|THR|SHR|NTS|CHR|GHT|TCH|NCH|LTH|NTH|RTH|RST|CKS)[B-DF-HJ-NP-TVWXZ]{3}/.test(capitals)
  );
}
