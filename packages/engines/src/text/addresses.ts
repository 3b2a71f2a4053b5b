import { acronymWords } from './acronyms.js';
import { cardinal, digitWords } from './numbers.js';
import { pattern, type Rule } from './rule.js';

/** Endings under which a bare "name.ending" is an address, not two sentences without a space. */
const ENDINGS = 'com|org|net|edu|gov|io|dev|ai|app|co|uk|de|fr|eu|ch|us|ca|au|info|me|tv';
const HOST = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,6}[a-z]{2,18}`;
const BARE_HOST = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,6}(?:${ENDINGS})`;
const PATH = String.raw`(?::\d{1,5})?(?:[/?#][^\s<>"'\x60*|()\[\]{}]{0,2000})?`;

const MARKS: Readonly<Record<string, string>> = {
  '.': 'dot',
  '/': 'slash',
  '-': 'dash',
  _: 'underscore',
  '@': 'at',
  ':': 'colon',
  '?': 'question mark',
  '=': 'equals',
  '&': 'and',
  '#': 'hash',
  '%': 'percent',
  '+': 'plus',
  '~': 'tilde',
};
/** Endings that are said letter by letter. */
const SPELT = new Set([
  'io',
  'ai',
  'uk',
  'de',
  'fr',
  'eu',
  'ch',
  'us',
  'ca',
  'au',
  'tv',
  'www',
  'api',
  'html',
  'php',
  'id',
]);

function addressWords(address: string): string[] {
  const words: string[] = [];
  for (const part of address.match(/\p{L}[\p{L}\p{M}]*|\d+|[^\p{L}\p{N}]/gu) ?? []) {
    // Not an inherited one: an address may hold "constructor".
    const mark = Object.hasOwn(MARKS, part) ? MARKS[part] : undefined;
    if (mark !== undefined) words.push(...mark.split(' '));
    else if (/^\d/.test(part)) words.push(...(part.length > 4 ? digitWords(part) : cardinal(part)));
    else if (SPELT.has(part.toLowerCase())) words.push(...part.toUpperCase());
    else if (/^\p{L}/u.test(part)) words.push(...acronymWords(part, false));
  }
  return words;
}

/** Marks at the end belong to the sentence, not to the address. */
function trimmed(address: string): string {
  return address.replace(/[.,;:!?/]{1,8}$/, '');
}

const email: Rule = {
  pattern: pattern(`(?:mailto:)?([a-z0-9][a-z0-9._%+-]{0,63}@${HOST})`, 'i'),
  read: ([, address = '']) => ({ words: addressWords(address) }),
};

/** The scheme is left out, as people do. */
const url: Rule = {
  pattern: pattern(String.raw`(?:https?|ftp|wss?)://([^\s/?#<>"'\x60*|()\[\]{}]{1,253}${PATH})`, 'i'),
  read: ([written, rest = '']) => {
    const address = trimmed(rest);
    return {
      words: addressWords(address),
      length: written.length - rest.length + Math.max(1, address.length),
    };
  },
};

const bareHost: Rule = {
  pattern: pattern(String.raw`(?:www\.${HOST}|${BARE_HOST})(?![\p{L}\p{N}@-])${PATH}`, 'i'),
  read: ([written]) => {
    const address = trimmed(written);
    return { words: addressWords(address), length: address.length };
  },
};

export const ADDRESS_RULES: readonly Rule[] = [url, email, bareHost];
