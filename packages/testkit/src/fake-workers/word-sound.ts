import { FRAME_BYTES } from '@parley/protocol';

/** Frames that the fake speaks each word for: 60 ms. */
export const FAKE_FRAMES_PER_WORD = 3;

/** A frame that stands for a word: every sample is the word's code, the same for a word wherever it is said. */
export function frameOfWord(word: string): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  const code = codeOfWord(word);
  for (let byte = 0; byte < FRAME_BYTES; byte += 2) frame.writeInt16LE(code, byte);
  return frame;
}

/** The words that frames stand for, in order; a run of one word's frames is one word. */
export function wordsOfFrames(frames: readonly Uint8Array[], vocabulary: readonly string[]): string[] {
  const byCode = new Map(vocabulary.map((word) => [codeOfWord(word), word]));
  const words: string[] = [];
  let run = 0;
  let last = Number.NaN;
  for (const frame of frames) {
    const code = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).readInt16LE(0);
    run = code === last ? run + 1 : 1;
    last = code;
    // A word that is said twice in a row is twice as long.
    if (run % FAKE_FRAMES_PER_WORD === 1) words.push(byCode.get(code) ?? `?${code}`);
  }
  return words;
}

function codeOfWord(word: string): number {
  let hash = 7;
  for (const character of word) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 30_011;
  return hash + 1;
}
