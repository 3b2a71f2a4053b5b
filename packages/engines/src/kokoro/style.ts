import { ParleyError } from '@parley/protocol';

/** Numbers of a style. */
const STYLE_SIZE = 256;

/** A speaker: one style for each length of text, since a long sentence is spoken otherwise than a short one. */
export interface SpeakerStyles {
  /** `length`: phonemes without the pads. Texts longer than the longest take the last. */
  forLength(length: number): Float32Array;
}

/** Reads a voice file: rows of 256 floats, little-endian. Throws `ParleyError` NOT_FOUND for anything else. */
export function parseStyles(file: Uint8Array): SpeakerStyles {
  const rowBytes = STYLE_SIZE * Float32Array.BYTES_PER_ELEMENT;
  const rows = file.length / rowBytes;
  if (rows < 1 || !Number.isInteger(rows)) {
    throw new ParleyError(
      'NOT_FOUND',
      `a Kokoro speaker has rows of ${rowBytes} bytes, this has ${file.length}`,
    );
  }
  // Copied: a file's buffer need not lie at a multiple of four.
  const values = new Float32Array(Uint8Array.from(file).buffer);
  return {
    forLength(length) {
      const row = Math.min(Math.max(length, 0), rows - 1);
      return values.subarray(row * STYLE_SIZE, (row + 1) * STYLE_SIZE);
    },
  };
}
