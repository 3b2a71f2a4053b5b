import { LISTENING_RATE_HZ, SAMPLE_RATE_HZ } from '@parley/protocol';

/** Loudness is compared in steps of 8 ms: a quarter of a window, short enough to see syllables. */
const BIN_MS = 8;
const COMPARED_BINS = 64;
/** From the loudspeaker through buffers and the room to the microphone and here. */
const MAX_DELAY_MS = 800;
const MAX_DELAY_BINS = MAX_DELAY_MS / BIN_MS;
const HISTORY_BINS = 512;
const FLOOR_DB = -70;

/**
 * Knows the agent's own voice when it comes back through an open microphone: the loudness of the uplink over the
 * last half second follows what was played, at some delay. A person who talks over it breaks the likeness.
 */
export class EchoGuard {
  readonly #threshold: number;
  readonly #played = new LoudnessTrack(SAMPLE_RATE_HZ);
  readonly #heard = new LoudnessTrack(LISTENING_RATE_HZ);

  /** `threshold` is the correlation from which the uplink counts as the agent's own voice. */
  constructor(threshold = 0.8) {
    this.#threshold = threshold;
  }

  /** 20 ms of s16le were sent at this time. */
  played(pcm: Uint8Array, nowMs: number): void {
    const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    this.#played.push(pcm.byteLength / 2, (index) => view.getInt16(index * 2, true) / 32_768, nowMs);
  }

  /** A window of the uplink arrived at this time. */
  heard(samples: Float32Array, nowMs: number): void {
    const durationMs = (samples.length * 1000) / LISTENING_RATE_HZ;
    this.#heard.push(samples.length, (index) => samples[index] ?? 0, nowMs - durationMs);
  }

  /** Whether what was heard last is what was played. */
  isEcho(): boolean {
    return this.likeness() >= this.#threshold;
  }

  /** Highest correlation over the delays, −1 to 1. */
  likeness(): number {
    const heardEnd = this.#heard.endBin;
    let best = -1;
    for (let delay = 0; delay <= MAX_DELAY_BINS; delay += 1) {
      const correlation = correlate(this.#heard, this.#played, heardEnd, heardEnd - delay);
      if (correlation > best) best = correlation;
    }
    return best;
  }
}

/** Loudness in dB by time, in bins of 8 ms, the last four seconds of it. */
class LoudnessTrack {
  readonly #levels = new Float32Array(HISTORY_BINS).fill(FLOOR_DB);
  readonly #binSamples: number;
  #endBin = 0;
  #energy = 0;
  #count = 0;

  constructor(rateHz: number) {
    this.#binSamples = (rateHz * BIN_MS) / 1000;
  }

  /** Bin after the last full one. */
  get endBin(): number {
    return this.#endBin;
  }

  at(bin: number): number {
    if (bin >= this.#endBin || bin < this.#endBin - HISTORY_BINS) return FLOOR_DB;
    return this.#levels[((bin % HISTORY_BINS) + HISTORY_BINS) % HISTORY_BINS] ?? FLOOR_DB;
  }

  /** Samples that begin at `startMs`, or right after the last ones when those reach further. */
  push(length: number, sampleAt: (index: number) => number, startMs: number): void {
    const startBin = Math.floor(startMs / BIN_MS);
    // A gap is silence; less than a frame of it is the clock's unrest.
    if (startBin > this.#endBin + 2) {
      this.#energy = 0;
      this.#count = 0;
      const from = Math.max(this.#endBin, startBin - HISTORY_BINS);
      this.#endBin = from;
      while (this.#endBin < startBin) this.#close(FLOOR_DB);
    }
    for (let index = 0; index < length; index += 1) {
      const sample = sampleAt(index);
      this.#energy += sample * sample;
      this.#count += 1;
      if (this.#count === this.#binSamples) {
        this.#close(Math.max(FLOOR_DB, 10 * Math.log10(this.#energy / this.#count + 1e-12)));
        this.#energy = 0;
        this.#count = 0;
      }
    }
  }

  #close(level: number): void {
    this.#levels[((this.#endBin % HISTORY_BINS) + HISTORY_BINS) % HISTORY_BINS] = level;
    this.#endBin += 1;
  }
}

/** Pearson's correlation of the two tracks over the compared stretch that ends at these bins. */
function correlate(a: LoudnessTrack, b: LoudnessTrack, endA: number, endB: number): number {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let step = 1; step <= COMPARED_BINS; step += 1) {
    const x = a.at(endA - step);
    const y = b.at(endB - step);
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const n = COMPARED_BINS;
  const varianceA = sumAA - (sumA * sumA) / n;
  const varianceB = sumBB - (sumB * sumB) / n;
  if (varianceA < n || varianceB < n) return 0;
  return (sumAB - (sumA * sumB) / n) / Math.sqrt(varianceA * varianceB);
}
