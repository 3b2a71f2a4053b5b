/** Words that end in a period and do not end a sentence. */
const ABBREVIATIONS: ReadonlySet<string> = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'prof',
  'st',
  'sr',
  'jr',
  'vs',
  'etc',
  'e.g',
  'i.e',
  'cf',
  'no',
  'vol',
  'fig',
  'al',
  'inc',
  'ltd',
  'co',
  'corp',
  'dept',
  'est',
  'approx',
  'jan',
  'feb',
  'mar',
  'apr',
  'jun',
  'jul',
  'aug',
  'sep',
  'sept',
  'oct',
  'nov',
  'dec',
  'mt',
  'ave',
  'gen',
  'gov',
  'capt',
  'sgt',
  'rev',
  'hon',
  'p.m',
  'a.m',
]);

/** A later sentence shorter than this many words waits for the next one. */
const MIN_WORDS = 3;
/** The first piece may end at a comma once it has this many words, so that sound starts early. */
const FIRST_CLAUSE_WORDS = 5;
/** No piece is longer than this, in characters. */
const MAX_PIECE_LENGTH = 400;

export interface Piece {
  readonly text: string;
  /** UTF-16 offset in everything that was pushed. */
  readonly offset: number;
}

/**
 * Cuts a growing text into pieces to speak: the first as early as it sounds natural, later ones as whole
 * sentences. Never inside a word, a number, an abbreviation or a URL. The pieces joined are the text.
 */
export class Chunker {
  #buffer = '';
  #offset = 0;
  #first = true;

  /** Text that waits for its sentence to end. */
  get pending(): string {
    return this.#buffer;
  }

  push(delta: string): Piece[] {
    this.#buffer += delta;
    return this.#drain(false);
  }

  /** No more text: what is left is a piece. */
  finish(): Piece[] {
    return this.#drain(true);
  }

  /** Nothing came for a while: lets go of the whole words there are, if they are enough to speak. */
  flushStalled(): Piece[] {
    const end = this.#buffer.search(/\S*$/u);
    if (countWords(this.#buffer.slice(0, end)) < MIN_WORDS) return [];
    return [this.#take(end)];
  }

  #drain(complete: boolean): Piece[] {
    const pieces: Piece[] = [];
    for (let end = this.#nextEnd(complete); end > 0; end = this.#nextEnd(complete))
      pieces.push(this.#take(end));
    return pieces.filter((piece) => piece.text.trim() !== '');
  }

  #nextEnd(complete: boolean): number {
    let lastSentence = 0;
    for (const end of sentenceEnds(this.#buffer, complete)) {
      lastSentence = end;
      if (this.#first || countWords(this.#buffer.slice(0, end)) >= MIN_WORDS)
        return Math.min(end, this.#hardEnd(end));
    }
    if (this.#first) {
      const clause = clauseEnd(this.#buffer);
      if (clause > 0) return clause;
    }
    if (this.#buffer.length > MAX_PIECE_LENGTH) return this.#hardEnd(this.#buffer.length);
    return complete ? Math.max(lastSentence, this.#buffer.length) : 0;
  }

  /** The last place to cut within the longest piece: after a clause, else after a word. */
  #hardEnd(end: number): number {
    if (end <= MAX_PIECE_LENGTH) return end;
    const head = this.#buffer.slice(0, MAX_PIECE_LENGTH);
    const clause = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
    if (clause > MAX_PIECE_LENGTH / 2) return clause + 2;
    const space = head.lastIndexOf(' ');
    return space > 0 ? space + 1 : MAX_PIECE_LENGTH;
  }

  #take(end: number): Piece {
    const piece = { text: this.#buffer.slice(0, end), offset: this.#offset };
    this.#buffer = this.#buffer.slice(end);
    this.#offset += end;
    if (piece.text.trim() !== '') this.#first = false;
    return piece;
  }
}

/** Offsets after each sentence and the white space that follows it. */
function* sentenceEnds(text: string, complete: boolean): Generator<number> {
  for (const match of text.matchAll(/([.!?…]+|\n+)["'”’)\]]*(\s+|$)|[。！？]+["'”’」』）]*\s*/gu)) {
    const end = match.index + match[0].length;
    const wide = match[1] === undefined;
    // At the very end of what is there, "3." may become "3.14" and "e.g." a sentence.
    if (end === text.length && !complete && !wide && match[2] === '') continue;
    if (match[1] === '.' && isAbbreviation(text.slice(0, match.index))) continue;
    if (/^\.{2,}$|^…$/u.test(match[1] ?? '') && /^\p{Ll}/u.test(text.slice(end))) continue;
    yield end;
  }
}

function isAbbreviation(before: string): boolean {
  const word = /[\p{L}\p{N}.]+$/u.exec(before)?.[0] ?? '';
  // "U.S.", "J." and the listed ones; "A." or "I." at the end of a sentence is rarer than an initial.
  return /^(\p{Lu}|(\p{L}\.)+\p{L})$/u.test(word) || ABBREVIATIONS.has(word.toLowerCase());
}

function clauseEnd(text: string): number {
  for (const match of text.matchAll(/[,;:—–](\s+)/gu)) {
    const end = match.index + match[0].length;
    if (end < text.length && countWords(text.slice(0, end)) >= FIRST_CLAUSE_WORDS) return end;
  }
  return 0;
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}
