import type { SileroVad } from '@parley/models';
import { VAD_WINDOW_SAMPLES } from '@parley/protocol';

/** Speech probability of each whole window of a recording, from a fresh memory. */
export async function readVad(vad: SileroVad, samples: Int16Array): Promise<number[]> {
  const stream = vad.createStream();
  const probabilities: number[] = [];
  for (let at = 0; at + VAD_WINDOW_SAMPLES <= samples.length; at += VAD_WINDOW_SAMPLES) {
    const window = Float32Array.from(
      samples.subarray(at, at + VAD_WINDOW_SAMPLES),
      (value) => value / 32_768,
    );
    probabilities.push((await vad.run([stream], [window]))[0] ?? 0);
  }
  return probabilities;
}

/** The first window at or above the threshold, by the sample after its last. */
export async function firstWindowAbove(
  vad: SileroVad,
  samples: Int16Array,
  threshold: number,
): Promise<{ readonly endSample: number } | undefined> {
  const index = (await readVad(vad, samples)).findIndex((probability) => probability >= threshold);
  return index < 0 ? undefined : { endSample: (index + 1) * VAD_WINDOW_SAMPLES };
}
