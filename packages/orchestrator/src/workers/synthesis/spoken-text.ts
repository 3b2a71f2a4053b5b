import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { SpokenWord } from '@parley/session';

/** A piece of a reply's text, or the rest of one. */
export interface TextPiece {
  /** The session's number for the piece. */
  readonly index: number;
  /** UTF-16 offset of `text` within the piece as the session wrote it. */
  readonly offset: number;
  readonly text: string;
}

export interface ResumePoint {
  /** What is still to be spoken. */
  readonly pieces: readonly TextPiece[];
  /** 48 kHz position at which its audio begins, on the grid of frames. */
  readonly samplePosition: number;
}

/**
 * What a reply was given to say, and how much of it has come back as audio: enough to go on with another worker
 * from the first word that was not received whole.
 */
export interface SpokenText {
  add(index: number, text: string): void;
  /** Marks come in the order of speech. */
  mark(word: SpokenWord): void;
  /** Characters given so far. */
  readonly length: number;
  /** Whether the audio up to this position holds all words given. Undefined when there are no marks to tell. */
  isSpoken(receivedSamples: number): boolean | undefined;
  /** Where to go on after audio up to this position was received. */
  resumePoint(receivedSamples: number): ResumePoint;
  /** Forgets marks of audio that will come again. */
  rewind(samplePosition: number): void;
}

/** Read English, 150 to 170 words a minute; used only for engines that mark no words. */
const CHARACTERS_PER_SECOND = 14;

const WORD = /[\p{L}\p{N}]/u;
/** What may follow a word that was spoken: nothing of it is lost by leaving it out. */
const LEADING_PUNCTUATION = /^[\s.,;:!?…'"”’»)\]–—-]+/u;

export function createSpokenText(): SpokenText {
  const pieces: TextPiece[] = [];
  let marks: SpokenWord[] = [];
  let length = 0;
  /** The end of the last word given; kept, since it is asked for at every frame. */
  let lastWord: { readonly index: number; readonly offset: number } | undefined;

  function restFrom(index: number, offset: number): TextPiece[] {
    const rest: TextPiece[] = [];
    for (const piece of pieces) {
      if (piece.index < index) continue;
      const text = piece.index === index ? piece.text.slice(offset) : piece.text;
      if (WORD.test(text)) {
        rest.push({ index: piece.index, offset: piece.index === index ? offset : 0, text });
      }
    }
    return rest;
  }

  function afterLastMark(last: SpokenWord): TextPiece[] {
    const end = last.textOffset + last.textLength;
    const text = pieces.find((piece) => piece.index === last.textIndex)?.text.slice(end) ?? '';
    return restFrom(last.textIndex, end + (LEADING_PUNCTUATION.exec(text)?.[0].length ?? 0));
  }

  function byEstimate(receivedSamples: number): TextPiece[] {
    let spoken = Math.floor((receivedSamples / SAMPLE_RATE_HZ) * CHARACTERS_PER_SECOND);
    for (const piece of pieces) {
      if (spoken < piece.text.length) {
        const wordStart = piece.text.lastIndexOf(' ', spoken) + 1;
        return restFrom(piece.index, wordStart);
      }
      spoken -= piece.text.length;
    }
    return [];
  }

  return {
    add(index, text) {
      pieces.push({ index, offset: 0, text });
      length += text.length;
      if (!WORD.test(text)) return;
      lastWord = { index, offset: text.replace(/[^\p{L}\p{N}]+$/u, '').length - 1 };
    },
    mark: (word) => {
      marks.push(word);
    },
    get length() {
      return length;
    },
    isSpoken(receivedSamples) {
      if (lastWord === undefined) return true;
      const mark = marks.at(-1);
      if (mark === undefined) return undefined;
      if (mark.textIndex !== lastWord.index) return mark.textIndex > lastWord.index;
      return mark.textOffset + mark.textLength > lastWord.offset && mark.endSample <= receivedSamples;
    },
    resumePoint(receivedSamples) {
      const partial = marks.find((word) => word.endSample > receivedSamples);
      if (partial !== undefined) {
        const position = Math.floor(partial.startSample / FRAME_SAMPLES) * FRAME_SAMPLES;
        return {
          pieces: restFrom(partial.textIndex, partial.textOffset),
          samplePosition: Math.min(position, receivedSamples),
        };
      }
      const last = marks.at(-1);
      return {
        pieces: last === undefined ? byEstimate(receivedSamples) : afterLastMark(last),
        samplePosition: receivedSamples,
      };
    },
    rewind(samplePosition) {
      marks = marks.filter((word) => word.startSample < samplePosition);
    },
  };
}
