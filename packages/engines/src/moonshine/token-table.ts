import { ParleyError } from '@parley/protocol';

/** Start of a sequence, in every Moonshine model. */
export const START_TOKEN = 1;
/** End of a sequence, in every Moonshine model. */
export const END_TOKEN = 2;

/** SentencePiece writes a space as U+2581. */
const SPACE_MARK = Uint8Array.of(0xe2, 0x96, 0x81);
/** Tokens below this one are marks of control, without text. */
const FIRST_TEXT_TOKEN = 3;

/** What each token of a Moonshine model writes. */
export interface TokenTable {
  readonly size: number;
  /** The text of a sequence, without the space in front of its first word. */
  textOf(tokens: readonly number[]): string;
  /** True for a token that begins with a space. */
  beginsWord(token: number): boolean;
}

/**
 * Reads Moonshine's `tokenizer.bin`: for each token in order its length (one byte, or two where the first is 128
 * or more: low seven bits first) and its UTF-8 bytes. Throws `ParleyError` when the bytes are no such table.
 */
export function parseTokenTable(bytes: Uint8Array): TokenTable {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const long = first >= 128;
    const length = long ? (first & 127) + 128 * (bytes[at + 1] ?? 0) : first;
    const start = at + (long ? 2 : 1);
    at = start + length;
    if (at > bytes.length) {
      throw new ParleyError('INTERNAL_ERROR', 'tokenizer.bin is cut short. Pull the model again.');
    }
    pieces.push(bytes.subarray(start, at));
  }
  if (pieces.length <= FIRST_TEXT_TOKEN) {
    throw new ParleyError('INTERNAL_ERROR', 'tokenizer.bin holds no tokens. Pull the model again.');
  }

  const beginsWord = (token: number): boolean => {
    const piece = pieces[token];
    return piece !== undefined && SPACE_MARK.every((byte, index) => piece[index] === byte);
  };
  const textOf = (tokens: readonly number[]): string => {
    const parts: Uint8Array[] = [];
    for (const token of tokens) {
      const piece = pieces[token];
      if (piece !== undefined && token >= FIRST_TEXT_TOKEN) parts.push(piece);
    }
    // Bytes are joined before they are decoded: a character outside the table is spelt in several byte tokens.
    const text = Buffer.concat(parts).toString('utf8').replaceAll('▁', ' ').trimStart();
    // After a forced prefix the model may write the prefix's last mark again.
    return text.replace(/,{2,}/g, ',').replace(/(?<!\.)\.\.(?!\.)/g, '.');
  };
  return { size: pieces.length, textOf, beginsWord };
}
