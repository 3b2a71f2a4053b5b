import { fromDb, toDb } from './decibel.js';

/** A step or a kink that sound does not make by itself. */
export interface Click {
  readonly atSample: number;
  /** Size of the jump, dBFS. */
  readonly levelDb: number;
}

export interface ClickOptions {
  readonly sampleRateHz: number;
  /** Jumps below this are not reported. Default −40 dBFS. */
  readonly thresholdDb?: number | undefined;
  /** How far above its surroundings a jump must stand. Default 20 dB. */
  readonly prominenceDb?: number | undefined;
}

/**
 * Clicks in mono audio: places where the second difference stands out of the 5 ms on either side of it. Speech has
 * loud second differences too (s, t), but they last; a cut lasts a sample or two.
 */
export function findClicks(samples: Float32Array, options: ClickOptions): Click[] {
  const threshold = fromDb(options.thresholdDb ?? -40);
  const prominence = fromDb(options.prominenceDb ?? 20);
  const reach = Math.round(options.sampleRateHz * 0.005);
  const bend = new Float32Array(samples.length);
  for (let i = 2; i < samples.length; i++) {
    bend[i] = (samples[i] ?? 0) - 2 * (samples[i - 1] ?? 0) + (samples[i - 2] ?? 0);
  }
  const clicks: Click[] = [];
  for (let i = 2; i < bend.length; i++) {
    const size = Math.abs(bend[i] ?? 0);
    if (size < threshold) continue;
    const around = Math.max(power(bend, i - reach, i - 3), power(bend, i + 3, i + reach));
    if (size > prominence * Math.sqrt(around)) {
      clicks.push({ atSample: i, levelDb: toDb(size) });
      i += reach;
    }
  }
  return clicks;
}

function power(values: Float32Array, from: number, to: number): number {
  const start = Math.max(0, from);
  const end = Math.min(values.length, to);
  let sum = 0;
  for (let i = start; i < end; i++) sum += (values[i] ?? 0) ** 2;
  return end > start ? sum / (end - start) : 0;
}

/** A stretch of silence, in samples; `to` is exclusive. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface GapOptions {
  readonly sampleRateHz: number;
  /** Samples at or below this are silence. Default −60 dBFS. */
  readonly silenceDb?: number | undefined;
  /** Shorter silences are not reported. Default 5 ms. */
  readonly minMs?: number | undefined;
}

/** Silences inside mono audio; those at its beginning and end count too. */
export function findGaps(samples: Float32Array, options: GapOptions): Gap[] {
  const silence = fromDb(options.silenceDb ?? -60);
  const minSamples = Math.ceil(((options.minMs ?? 5) * options.sampleRateHz) / 1000);
  const gaps: Gap[] = [];
  let from = 0;
  for (let i = 0; i <= samples.length; i++) {
    if (i < samples.length && Math.abs(samples[i] ?? 0) <= silence) continue;
    if (i - from >= minSamples && i > from) gaps.push({ from, to: i });
    from = i + 1;
  }
  return gaps;
}
