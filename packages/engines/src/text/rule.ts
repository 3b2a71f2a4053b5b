/** Where a rule is tried. */
export interface Place {
  readonly text: string;
  /** UTF-16 offset in `text`. */
  readonly offset: number;
  /** What was said last, punctuation included; undefined at the start. */
  readonly lastSpoken: string | undefined;
  /** Most letters of the text are capitals, so capitals say nothing. */
  readonly shouting: boolean;
}

/** What a rule makes of the text at a place. */
export interface Reading {
  /** Words and punctuation to say; empty to leave the stretch out. */
  readonly words: readonly string[];
  /** UTF-16 length of the stretch, at least 1; default the whole match. */
  readonly length?: number;
}

/** How one kind of writing is said. */
export interface Rule {
  /** Sticky (`y`) and linear in the length of what it matches; never empty. */
  readonly pattern: RegExp;
  /** Undefined: it only looked like it, let the next rule try. */
  read(match: RegExpExecArray, place: Place): Reading | undefined;
}

/** An unsigned number as people write it: 7, 1,250, 3.14. */
export const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?`;
/** What may not follow a number or a word that is taken as a whole. */
export const WORD_END = String.raw`(?![\p{L}\p{M}\p{N}])`;

/** Compiles a pattern of a rule. */
export function pattern(source: string, flags = ''): RegExp {
  return new RegExp(source, `uy${flags}`);
}

/** Words that begin a sentence, and in capitals hardly anything else. */
const STARTERS =
  'A|An|The|This|That|These|Those|I|You|He|She|It|We|They|My|Your|His|Her|Its|Our|Their|There|Here|In|On|At|For|From|But|And|' +
  'Or|So|If|When|While|After|Before|Then|However|What|Who|Why|How|Where|Is|Are|Was|Do|Did|Does|Can|Could|Would|Please|Let|Yes|No';
const SENTENCE_END = new RegExp(
  String.raw`^["'”’)\]]*(?:\s*$|\s+["'“‘(]*(?:${STARTERS})(?![\p{L}\p{N}.]))`,
  'u',
);
/** Enough for marks, a space and the longest of the words. */
const LOOK_AHEAD = 24;

/** Whether the dot of an abbreviation before `offset` ends the sentence too: the text ends, or a sentence begins. */
export function endsSentence(text: string, offset: number): boolean {
  const rest = text.slice(offset, offset + LOOK_AHEAD);
  return SENTENCE_END.test(rest) && (rest.trim() !== '' || text.length - offset <= LOOK_AHEAD);
}
