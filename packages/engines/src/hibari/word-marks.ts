import type { TtsWord } from '../tts-engine.js';
import type { SpokenUnit } from './phonemes.js';

/** A word of a piece, in samples from the piece's beginning. */
export interface WordSpan {
  readonly unit: SpokenUnit;
  readonly startSample: number;
  readonly endSample: number;
}

/**
 * Words of one piece as marks on the text: several spoken words that stand for one stretch of it ("$5": five,
 * dollars) become one mark. `offsetSamples` is where the piece begins in the whole.
 */
export function toWordMarks(spans: readonly WordSpan[], offsetSamples: number): TtsWord[] {
  const marks: TtsWord[] = [];
  for (const { unit, startSample, endSample } of spans) {
    if (!unit.isWord) continue;
    const last = marks.at(-1);
    const samePlace = last?.textOffset === unit.textOffset && last.textLength === unit.textLength;
    const start = last && samePlace ? last.startSample : offsetSamples + startSample;
    if (samePlace) marks.pop();
    marks.push({
      textOffset: unit.textOffset,
      textLength: unit.textLength,
      startSample: start,
      endSample: Math.max(start, offsetSamples + endSample),
    });
  }
  return marks;
}
