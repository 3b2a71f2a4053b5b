import { fadeSamples } from '@parley/audio';
import { SAMPLE_RATE_HZ } from '@parley/protocol';

/** 8 ms: long enough that a cut at full level does not click, short enough that no syllable is lost. */
const FADE_SAMPLES = fadeSamples(SAMPLE_RATE_HZ);

/** A copy of the s16le frame whose first 8 ms rise from silence (raised cosine). */
export function applyFadeIn(pcm: Uint8Array): Uint8Array {
  const faded = Uint8Array.from(pcm);
  const view = new DataView(faded.buffer);
  const samples = Math.min(FADE_SAMPLES, faded.byteLength / 2);
  for (let index = 0; index < samples; index += 1) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / FADE_SAMPLES);
    view.setInt16(index * 2, Math.round(view.getInt16(index * 2, true) * gain), true);
  }
  return faded;
}
