import type { WordUse } from './lexicon.js';

/** What comes after a word, besides the sound: "used to" sounds different from "used". */
export interface WordContext extends WordUse {
  readonly beforeTo: boolean;
}

/**
 * Words whose sound hangs on their place in the sentence more than on their spelling. Undefined: an ordinary word.
 */
export function functionWord(word: string, context: WordContext): string | undefined {
  const { tag, beforeVowel } = context;
  switch (word) {
    case 'a':
      return 'ɐ';
    case 'A':
      return tag === 'DT' ? 'ɐ' : 'ˈA';
    case 'an':
    case 'An':
      return 'ɐn';
    case 'I':
      return tag === 'PRP' ? 'ˌI' : 'ˈI';
    case 'am':
    case 'Am':
      return beforeVowel === undefined || word === 'Am' ? 'æm' : 'ɐm';
    case 'to':
    case 'To':
      return beforeVowel === undefined ? 'tu' : beforeVowel ? 'tʊ' : 'tə';
    case 'in':
    case 'In':
      return beforeVowel === undefined || tag !== 'IN' ? 'ˈɪn' : 'ɪn';
    case 'the':
    case 'The':
      return beforeVowel ? 'ði' : 'ðə';
    case 'by':
    case 'By':
      return tag.startsWith('RB') ? 'bˈI' : undefined;
    case 'used':
    case 'Used':
      return context.beforeTo && (tag === 'VBD' || tag === 'JJ') ? 'jˈust' : undefined;
    default:
      return undefined;
  }
}
