import { float32ToBytes } from '@parley/audio';
import { LISTENING_RATE_HZ } from '@parley/protocol';

/** What was said in an utterance, kept so that another worker can hear it again. */
export interface UtteranceAudio {
  /** 16 kHz, ±1. Returns the samples as s16le, or undefined when the bound is reached: nothing is kept then. */
  add(samples: Float32Array): Uint8Array | undefined;
  /** All of it, in pieces of at most a second. */
  pieces(): Iterable<Uint8Array>;
  readonly durationMs: number;
}

const PIECE_BYTES = LISTENING_RATE_HZ * 2;

export function createUtteranceAudio(maxDurationMs: number): UtteranceAudio {
  const maxBytes = Math.floor((maxDurationMs / 1000) * LISTENING_RATE_HZ) * 2;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    add(samples) {
      const pcm = float32ToBytes(samples);
      if (bytes + pcm.length > maxBytes) return undefined;
      bytes += pcm.length;
      chunks.push(pcm);
      return pcm;
    },
    *pieces() {
      const all = Buffer.concat(chunks);
      for (let start = 0; start < all.length; start += PIECE_BYTES) {
        yield all.subarray(start, start + PIECE_BYTES);
      }
    },
    get durationMs() {
      return (bytes / 2 / LISTENING_RATE_HZ) * 1000;
    },
  };
}
