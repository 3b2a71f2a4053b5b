import { float32ToInt16, int16ToFloat32, resample } from '@parley/audio';
import { LISTENING_RATE_HZ, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { ConversationResult } from './results.js';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** Caller left, agent right, 48 kHz, interleaved as it goes into a WAV file. */
export async function mixStereo(result: ConversationResult): Promise<Int16Array> {
  const stereo = new Int16Array(2 * Math.ceil(result.durationMs * SAMPLES_PER_MS));
  const place = (samples: Int16Array, atMs: number, channel: 0 | 1): void => {
    const offset = Math.round(atMs * SAMPLES_PER_MS);
    for (const [index, sample] of samples.entries()) {
      const at = 2 * (offset + index) + channel;
      if (at >= 0 && at < stereo.length) stereo[at] = sample;
    }
  };
  for (const { atMs, clip } of result.callerSpoke) {
    place(float32ToInt16(await resample(int16ToFloat32(clip), LISTENING_RATE_HZ, SAMPLE_RATE_HZ)), atMs, 0);
  }
  place(result.agentAudio, result.agentStartedMs, 1);
  return stereo;
}
