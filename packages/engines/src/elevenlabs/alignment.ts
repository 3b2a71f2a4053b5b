import type { TtsWord } from '../tts-engine.js';

/** When each character of a part of the text is spoken; ms from the beginning of the part's own sound. */
export interface Alignment {
  readonly chars: readonly string[];
  readonly charStartTimesMs: readonly number[];
  readonly charDurationsMs: readonly number[];
}

/** Gathers characters into words, over the parts of one text. */
export interface AlignedWords {
  /** `startSample`: where the part's sound begins. Returns the words that are complete. */
  push(alignment: Alignment, startSample: number): TtsWord[];
  /** The last word. */
  end(): TtsWord[];
}

/** Characters that the server leaves out or adds are skipped up to this distance. */
const MAX_SKIP = 40;

export function createAlignedWords(text: string, sampleRateHz: number): AlignedWords {
  let cursor = 0;
  let open: { textOffset: number; startSample: number; endSample: number; endOffset: number } | undefined;

  function close(words: TtsWord[]): void {
    if (open === undefined) return;
    const { textOffset, startSample, endSample, endOffset } = open;
    words.push({ textOffset, textLength: endOffset - textOffset, startSample, endSample });
    open = undefined;
  }

  return {
    push({ chars, charStartTimesMs, charDurationsMs }, startSample) {
      const words: TtsWord[] = [];
      for (const [index, char] of chars.entries()) {
        if (char.trim() === '') {
          close(words);
          continue;
        }
        const found = text.indexOf(char, cursor);
        if (found < 0 || found - cursor > MAX_SKIP) continue;
        if (text.slice(cursor, found).trim() !== text.slice(cursor, found)) close(words);
        cursor = found + char.length;
        const fromMs = charStartTimesMs[index] ?? 0;
        const from = startSample + Math.round((fromMs * sampleRateHz) / 1000);
        const to = from + Math.round(((charDurationsMs[index] ?? 0) * sampleRateHz) / 1000);
        open ??= { textOffset: found, startSample: from, endSample: to, endOffset: cursor };
        open.endOffset = cursor;
        open.endSample = Math.max(open.endSample, to);
      }
      return words;
    },
    end() {
      const words: TtsWord[] = [];
      close(words);
      return words;
    },
  };
}
