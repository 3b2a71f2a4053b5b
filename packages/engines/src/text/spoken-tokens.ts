/** One word or one mark of punctuation as it is to be spoken, and the stretch of the written text it stands for. */
export interface SpokenToken {
  /** A word ("dollars"), or punctuation that shapes the pause ("," "." "?" "!" ":" ";" "—"). */
  readonly spoken: string;
  /** UTF-16 offset and length in the written text; several tokens may stand for one stretch ("$5": five, dollars). */
  readonly textOffset: number;
  readonly textLength: number;
}

/** Turns written text into what a person would say. */
export function toSpokenTokens(text: string): SpokenToken[] {
  const tokens: SpokenToken[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}'’-]+|[.,;:!?—]/gu)) {
    tokens.push({ spoken: match[0], textOffset: match.index, textLength: match[0].length });
  }
  return tokens;
}
