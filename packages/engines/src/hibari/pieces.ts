import type { SpokenUnit } from './phonemes.js';

/** How a piece ends, which decides the pause after it. */
export type PieceEnd = 'sentence' | 'clause' | 'phrase';

/** What the net speaks at once. */
export interface Piece {
  readonly units: readonly SpokenUnit[];
  readonly end: PieceEnd;
}

/**
 * Phonemes in a piece. The first piece is short because nothing is heard before its net has run (0.3 ms a phoneme);
 * later ones may be long, and are bounded because the net holds its thread.
 */
const FIRST_PIECE_PHONEMES = 72;
const LATER_PIECE_PHONEMES = 200;
/** A piece cut at a clause is at least this long: shorter ones sound like lists. */
const MIN_CUT_PHONEMES = 12;

const SENTENCE_MARKS: ReadonlySet<string> = new Set('.!?…');

/** Cuts speech into sentences, and sentences that are too long at clauses, before short words, or between words. */
export function cutPieces(units: readonly SpokenUnit[]): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 0; at < units.length; at++) {
    const next = units[at + 1];
    const isEnd = endsSentence(units[at]) && !(next && endsSentence(next));
    if (next && !isEnd) continue;
    cutSentence(units.slice(from, at + 1), pieces);
    from = at + 1;
  }
  return pieces;
}

function cutSentence(sentence: readonly SpokenUnit[], pieces: Piece[]): void {
  let rest = sentence;
  while (rest.some((unit) => unit.isWord)) {
    const limit = pieces.length === 0 ? FIRST_PIECE_PHONEMES : LATER_PIECE_PHONEMES;
    const cut = phonemeCount(rest) <= limit ? rest.length : cutPoint(rest, limit);
    const units = rest.slice(0, cut);
    pieces.push({ units, end: pieceEnd(units, cut === rest.length) });
    rest = rest.slice(cut);
  }
}

/** How many units of a sentence that is too long make the next piece. */
function cutPoint(units: readonly SpokenUnit[], limit: number): number {
  let length = 0;
  let clause = 0;
  let phrase = 0;
  let word = 1;
  for (let at = 0; at < units.length; at++) {
    const unit = units[at] as SpokenUnit;
    length += unit.phonemes.length + 1;
    if (length > limit) break;
    word = at + 1;
    if (length < MIN_CUT_PHONEMES) continue;
    if (!unit.isWord) clause = at + 1;
    // Between a full word and "and", "of", "that" (short ones without stress) a speaker may draw breath.
    else if (!isUnstressed(unit) && isUnstressed(units[at + 1])) phrase = at + 1;
  }
  return clause || phrase || word;
}

const isUnstressed = (unit: SpokenUnit | undefined): boolean =>
  unit?.isWord === true && unit.phonemes.length <= 4 && !/[ˈˌ]/.test(unit.phonemes);

function pieceEnd(units: readonly SpokenUnit[], endsText: boolean): PieceEnd {
  const last = units.at(-1);
  if (endsSentence(last)) return 'sentence';
  if (last && !last.isWord) return 'clause';
  return endsText ? 'sentence' : 'phrase';
}

function endsSentence(unit: SpokenUnit | undefined): boolean {
  return unit !== undefined && !unit.isWord && SENTENCE_MARKS.has(unit.phonemes);
}

const phonemeCount = (units: readonly SpokenUnit[]): number =>
  units.reduce((sum, unit) => sum + unit.phonemes.length + 1, 0);
