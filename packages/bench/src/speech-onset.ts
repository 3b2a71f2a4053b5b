const FRAME_MS = 10;
const ABOVE_FLOOR_DB = 12;
const BELOW_PEAK_DB = 30;
const FRAMES_IN_A_ROW = 3;

/**
 * The first speech sample of a clip: the first of three 10 ms frames that lie both 12 dB above the clip's noise
 * floor (the 10th percentile of its frames) and no more than 30 dB below its loudest frame.
 */
export function firstSpeechSample(samples: Int16Array, sampleRateHz: number): number {
  const levels = frameLevels(samples, sampleRateHz);
  const threshold = speechThreshold(levels);
  const frameSamples = (sampleRateHz * FRAME_MS) / 1000;
  let run = 0;
  for (const [index, level] of levels.entries()) {
    run = level >= threshold ? run + 1 : 0;
    if (run === FRAMES_IN_A_ROW) return (index - FRAMES_IN_A_ROW + 1) * frameSamples;
  }
  throw new Error('no speech in the clip');
}

/** The sample after the last speech of a clip, by the same rule from behind. */
export function lastSpeechSample(samples: Int16Array, sampleRateHz: number): number {
  return samples.length - firstSpeechSample(samples.toReversed(), sampleRateHz);
}

function frameLevels(samples: Int16Array, sampleRateHz: number): number[] {
  const frameSamples = (sampleRateHz * FRAME_MS) / 1000;
  const levels: number[] = [];
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    let sum = 0;
    for (const sample of samples.subarray(at, at + frameSamples)) sum += sample * sample;
    levels.push(10 * Math.log10(sum / frameSamples / 32_768 ** 2 + 1e-10));
  }
  return levels;
}

function speechThreshold(levels: readonly number[]): number {
  const sorted = [...levels].sort((a, b) => a - b);
  const floor = sorted[Math.floor(sorted.length / 10)] ?? 0;
  const peak = sorted.at(-1) ?? 0;
  return Math.max(floor + ABOVE_FLOOR_DB, peak - BELOW_PEAK_DB);
}
