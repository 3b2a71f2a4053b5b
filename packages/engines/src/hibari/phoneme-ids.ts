import type { Piece } from './pieces.js';

/** What the net takes, and which ids belong to which unit of the piece. */
export interface PieceIds {
  readonly ids: readonly number[];
  /** For each unit its first id and the one after its last. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

/** Writes a piece in the voice's alphabet: a space before each word, marks close to the word before them. */
export function toPhonemeIds(piece: Piece, vocabulary: ReadonlyMap<string, number>): PieceIds {
  const ids: number[] = [];
  const spans: { from: number; to: number }[] = [];
  const append = (text: string): void => {
    for (const c of text) {
      const id = vocabulary.get(c);
      if (id !== undefined) ids.push(id);
    }
  };
  for (const unit of piece.units) {
    if (ids.length > 0 && (unit.isWord || unit.phonemes === '—')) append(' ');
    const from = ids.length;
    append(unit.phonemes);
    spans.push({ from, to: ids.length });
  }
  // The voice was trained on whole sentences; without a mark at the end it swallows the last sound.
  if (piece.units.at(-1)?.isWord) append(piece.end === 'sentence' ? '.' : ',');
  return { ids, spans };
}
