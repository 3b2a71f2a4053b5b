import { createFourierTransform } from './fourier-transform.js';

/** Whisper's front end (OpenAI, 2022): 25 ms frames every 10 ms at 16 kHz, 80 mel bands up to 8 kHz. */
const FRAME_SAMPLES = 400;
const HOP_SAMPLES = 160;
const BINS = FRAME_SAMPLES / 2 + 1;
export const MEL_BANDS = 80;
const RATE_HZ = 16_000;
const POWER_FLOOR = 1e-10;
/** Range kept below the loudest cell, in units of log10 power (80 dB). */
const KEPT_DECADES = 8;
const VARIANCE_FLOOR = 1e-7;

export interface WhisperFeatures {
  /** Frames in a result: one for each 10 ms of `windowSamples`. */
  readonly frames: number;
  /**
   * Log-mel features of the last `windowSamples` of the audio, brought to zero mean and unit variance, with zeros
   * before it where it is shorter: `[MEL_BANDS, frames]`, row by row. The array is reused by the next call.
   */
  extract(samples: Float32Array): Float32Array;
}

/** @param windowSamples length of the audio that the model sees, at 16 kHz; a multiple of 160. */
export function createWhisperFeatures(windowSamples: number): WhisperFeatures {
  const frames = windowSamples / HOP_SAMPLES;
  const half = FRAME_SAMPLES / 2;
  const filters = createMelFilters();
  const hann = Float64Array.from(
    { length: FRAME_SAMPLES },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME_SAMPLES),
  );
  const transform = createFourierTransform(FRAME_SAMPLES);
  const re = new Float64Array(FRAME_SAMPLES);
  const im = new Float64Array(FRAME_SAMPLES);
  /** The audio with half a frame mirrored at either end. */
  const padded = new Float32Array(windowSamples + FRAME_SAMPLES);
  const features = new Float32Array(MEL_BANDS * frames);
  const logs = new Float64Array(MEL_BANDS * frames);
  const powerA = new Float64Array(BINS);
  const powerB = new Float64Array(BINS);

  /** Two real frames in one complex transform: the spectra separate by symmetry. */
  function spectra(frameA: number, frameB: number): void {
    for (let n = 0; n < FRAME_SAMPLES; n++) {
      const weight = hann[n] as number;
      re[n] = (padded[frameA * HOP_SAMPLES + n] as number) * weight;
      im[n] = (padded[frameB * HOP_SAMPLES + n] as number) * weight;
    }
    transform.forward(re, im);
    for (let bin = 0; bin < BINS; bin++) {
      const mirror = (FRAME_SAMPLES - bin) % FRAME_SAMPLES;
      const ar = ((re[bin] as number) + (re[mirror] as number)) / 2;
      const ai = ((im[bin] as number) - (im[mirror] as number)) / 2;
      const br = ((im[bin] as number) + (im[mirror] as number)) / 2;
      const bi = ((re[mirror] as number) - (re[bin] as number)) / 2;
      powerA[bin] = ar * ar + ai * ai;
      powerB[bin] = br * br + bi * bi;
    }
  }

  function writeLogs(power: Float64Array, frame: number): void {
    for (const [band, { firstBin, weights }] of filters.entries()) {
      let sum = 0;
      for (let n = 0; n < weights.length; n++)
        sum += (weights[n] as number) * (power[firstBin + n] as number);
      logs[band * frames + frame] = Math.log10(Math.max(POWER_FLOOR, sum));
    }
  }

  /** Frames that lie wholly in the zeros before short audio are all alike: one is computed. */
  function repeatFirstFrame(count: number): void {
    for (let band = 0; band < MEL_BANDS; band++) {
      logs.fill(logs[band * frames] as number, band * frames, band * frames + count);
    }
  }

  return {
    frames,
    extract: (samples) => {
      const audio = samples.subarray(Math.max(0, samples.length - windowSamples));
      const silence = windowSamples - audio.length;
      fillNormalised(padded.subarray(half, half + windowSamples), audio, silence);
      for (let n = 1; n <= half; n++) {
        padded[half - n] = padded[half + n] as number;
        padded[half + windowSamples - 1 + n] = padded[half + windowSamples - 1 - n] as number;
      }
      const alike = Math.max(0, Math.floor((silence - half) / HOP_SAMPLES));
      if (alike > 0) {
        spectra(0, 0);
        writeLogs(powerA, 0);
        repeatFirstFrame(alike);
      }
      for (let frame = alike; frame < frames; frame += 2) {
        const second = Math.min(frame + 1, frames - 1);
        spectra(frame, second);
        writeLogs(powerA, frame);
        writeLogs(powerB, second);
      }
      let loudest = Number.NEGATIVE_INFINITY;
      for (const value of logs) if (value > loudest) loudest = value;
      for (let n = 0; n < logs.length; n++) {
        features[n] = (Math.max(logs[n] as number, loudest - KEPT_DECADES) + 4) / 4;
      }
      return features;
    },
  };
}

/** Writes `silence` zeros and the audio, all brought to zero mean and unit variance. */
function fillNormalised(target: Float32Array, audio: Float32Array, silence: number): void {
  let sum = 0;
  for (const sample of audio) sum += sample;
  const mean = Math.fround(sum / target.length);
  let squares = silence * mean * mean;
  for (const sample of audio) squares += (sample - mean) ** 2;
  const scale = Math.sqrt(squares / target.length + VARIANCE_FLOOR);
  target.fill(-mean / scale, 0, silence);
  for (let n = 0; n < audio.length; n++) target[silence + n] = ((audio[n] as number) - mean) / scale;
}

interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Triangles on Slaney's mel scale (linear to 1 kHz, then logarithmic), each of unit area. */
function createMelFilters(): readonly MelFilter[] {
  const topMel = hertzToMel(RATE_HZ / 2);
  const edges = Array.from({ length: MEL_BANDS + 2 }, (_, n) => melToHertz((topMel * n) / (MEL_BANDS + 1)));
  const binHertz = (bin: number) => (bin * RATE_HZ) / FRAME_SAMPLES;
  return Array.from({ length: MEL_BANDS }, (_, band) => {
    const [low, centre, high] = edges.slice(band, band + 3) as [number, number, number];
    const weightOf = (bin: number) =>
      (Math.max(
        0,
        Math.min((binHertz(bin) - low) / (centre - low), (high - binHertz(bin)) / (high - centre)),
      ) *
        2) /
      (high - low);
    const bins = Array.from({ length: BINS }, (_, bin) => bin).filter((bin) => weightOf(bin) > 0);
    return { firstBin: bins[0] ?? 0, weights: Float64Array.from(bins, weightOf) };
  });
}

const LOG_FROM_HERTZ = 1000;
const LOG_FROM_MEL = 15;
const LOG_STEP = Math.log(6.4) / 27;

function hertzToMel(hertz: number): number {
  return hertz < LOG_FROM_HERTZ
    ? (3 * hertz) / 200
    : LOG_FROM_MEL + Math.log(hertz / LOG_FROM_HERTZ) / LOG_STEP;
}

function melToHertz(mel: number): number {
  return mel < LOG_FROM_MEL ? (200 * mel) / 3 : LOG_FROM_HERTZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL));
}
