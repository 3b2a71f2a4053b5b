import { concatFloat32, float32ToInt16, peak, resample } from '@parley/audio';
import { createTtsEngine } from '@parley/engines';
import type { InstalledModel } from '@parley/models';
import { LISTENING_RATE_HZ } from '@parley/protocol';

/** Lower than the agent, so that two people are heard. */
const CALLER_PITCH_SEMITONES = '-4';
const SILENCE = 0.01;

/** The caller's side of the script as clips of 16 kHz, without silence around them. */
export interface CallerVoice {
  say(line: string): Promise<Int16Array>;
  iSee(): Promise<Int16Array>;
  cough(): Int16Array;
  close(): Promise<void>;
}

export async function createCallerVoice(model: InstalledModel): Promise<CallerVoice> {
  const voice = await createTtsEngine(model.family).loadVoice(model);
  async function say(line: string): Promise<Int16Array> {
    const pieces: Float32Array[] = [];
    const options = { extra: { pitch: CALLER_PITCH_SEMITONES } };
    for await (const { samples } of voice.synthesize(line, options, new AbortController().signal)) {
      pieces.push(samples.slice());
    }
    return float32ToInt16(trim(await resample(concatFloat32(pieces), voice.sampleRateHz, LISTENING_RATE_HZ)));
  }
  return { say, iSee: () => say('I see.'), cough, close: () => voice.close() };
}

/** Two bursts of filtered noise, as a cough is. */
function cough(): Int16Array {
  const samples = new Float32Array(LISTENING_RATE_HZ * 0.5);
  let state = 1;
  let low = 0;
  for (const index of samples.keys()) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    low += 0.35 * (state / 2 ** 31 - 1 - low);
    const seconds = index / LISTENING_RATE_HZ;
    samples[index] = 0.7 * low * (burst(seconds, 0.02) + 0.6 * burst(seconds, 0.27));
  }
  return float32ToInt16(samples);
}

function burst(seconds: number, startSeconds: number): number {
  const since = seconds - startSeconds;
  return since < 0 ? 0 : Math.min(1, since / 0.008) * Math.exp(-since / 0.06);
}

function trim(samples: Float32Array): Float32Array {
  const threshold = SILENCE * peak(samples);
  const first = samples.findIndex((sample) => Math.abs(sample) > threshold);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > threshold);
  return samples.subarray(Math.max(0, first), last + 1);
}
