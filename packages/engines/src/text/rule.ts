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

/** Whether the text after a place ends the sentence: nothing more, or a capital after a space. */
export function endsSentence(text: string, offset: number): boolean {
  return /^(?:["'”’)\]]*)(?:\s*$|\s+["'“‘(]*\p{Lu})/u.test(text.slice(offset, offset + 12));
}
