import type { SileroVad } from '@parley/models';
import { VAD_WINDOW_MS, VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { readVad } from './vad-reading.js';

/** Silence between two stretches of speech of one person. */
export interface Pause {
  /** 16 kHz. */
  readonly startSample: number;
  readonly ms: number;
}

const SPEECH = 0.5;
const SILENCE = 0.35;

/** Pauses inside a recording, as the server's voice activity detection hears them. */
export async function findPauses(vad: SileroVad, samples: Int16Array, minMs: number): Promise<Pause[]> {
  const probabilities = await readVad(vad, samples);
  const pauses: Pause[] = [];
  let speaking = false;
  let silentFrom: number | undefined;
  for (const [window, probability] of probabilities.entries()) {
    if (probability >= SPEECH) {
      const ms = silentFrom === undefined ? 0 : (window - silentFrom) * VAD_WINDOW_MS;
      if (speaking && silentFrom !== undefined && ms >= minMs)
        pauses.push({ startSample: silentFrom * VAD_WINDOW_SAMPLES, ms });
      speaking = true;
      silentFrom = undefined;
    } else if (probability < SILENCE) silentFrom ??= window;
  }
  return pauses;
}
