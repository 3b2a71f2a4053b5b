import { fromDb } from './decibel.js';
import { interSamplePeak, TRUE_PEAK_LOOK_AHEAD } from './true-peak.js';

export interface LimiterOptions {
  readonly sampleRateHz: number;
  /** The waveform, between samples too, stays below this. Default −1.5 dBTP (EBU R128 asks for −1 before coding). */
  readonly ceilingDb?: number | undefined;
  /** How early the gain begins to fall before a peak. Default 2 ms. */
  readonly lookAheadMs?: number | undefined;
  /** Time in which the gain comes back by 63 %. Default 80 ms: slower pumps less, faster distorts low voices. */
  readonly releaseMs?: number | undefined;
}

/**
 * Keeps peaks of a mono stream below a ceiling without clipping. Audio that stays below it passes unchanged. The
 * output is aligned with the input (sample n in is sample n out); only it comes `latencySamples` later.
 */
export interface Limiter {
  readonly latencySamples: number;
  /** Takes any number of samples, returns, in a new array, those that are ready. */
  process(samples: Float32Array): Float32Array;
  /** The rest of the stream. The limiter starts anew. */
  flush(): Float32Array;
}

/**
 * Gain wanted by each sample → minimum over the look-ahead → release → mean over the look-ahead. The mean of values
 * that are all at most the wanted gain is at most the wanted gain, so nothing passes the ceiling.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const ceiling = fromDb(options.ceilingDb ?? -1.5);
  const span = Math.max(1, Math.round(((options.lookAheadMs ?? 2) * options.sampleRateHz) / 1000));
  const release = 1 - Math.exp(-1000 / ((options.releaseMs ?? 80) * options.sampleRateHz));
  const latencySamples = TRUE_PEAK_LOOK_AHEAD + span;

  let history = new Float32Array(0);
  const wanted = new Float32Array(span);
  const gains = new Float64Array(span);
  let gainSum = 0;
  let gain = 1;
  let slotNow = 0;
  let quiet = 0;

  const reset = (): void => {
    // What came before the stream is silence, which the look-ahead of the first sample may see.
    history = new Float32Array(latencySamples + TRUE_PEAK_LOOK_AHEAD);
    wanted.fill(1);
    gains.fill(1);
    gainSum = span;
    gain = 1;
    slotNow = 0;
    quiet = 0;
  };
  reset();

  const run = (samples: Float32Array): Float32Array => {
    const buffer = new Float32Array(history.length + samples.length);
    buffer.set(history);
    buffer.set(samples, history.length);
    const out = new Float32Array(samples.length);
    const first = history.length - TRUE_PEAK_LOOK_AHEAD;
    // Local copies: a number that a closure keeps is allocated anew at every change.
    let [sum, current, since, slot] = [gainSum, gain, quiet, slotNow];
    for (let i = 0; i < samples.length; i++) {
      const at = first + i;
      const near = Math.max(Math.abs(buffer[at] ?? 0), Math.abs(buffer[at + 1] ?? 0));
      // Between two samples below half the ceiling no peak of speech reaches it; most audio ends here.
      const level = near < ceiling / 2 ? near : interSamplePeak(buffer, at);
      wanted[slot] = level > ceiling ? ceiling / level : 1;
      since = level > ceiling ? 0 : since + 1;
      let lowest = 1;
      if (since < span) for (let k = 0; k < span; k++) lowest = Math.min(lowest, wanted[k] as number);
      current = Math.min(lowest, current + (1 - current) * release);
      if (current > 0.9999 && lowest === 1) current = 1;
      sum += current - (gains[slot] as number);
      gains[slot] = current;
      slot = slot + 1 === span ? 0 : slot + 1;
      out[i] = (buffer[at - span] ?? 0) * Math.min(sum / span, 1);
    }
    [gainSum, gain, quiet, slotNow] = [sum, current, since, slot];
    history = buffer.slice(buffer.length - history.length);
    return out;
  };

  let skipped = 0;
  const withoutLatency = (out: Float32Array): Float32Array => {
    const skip = Math.min(latencySamples - skipped, out.length);
    skipped += skip;
    return skip === 0 ? out : out.slice(skip);
  };

  return {
    latencySamples,
    process: (samples) => withoutLatency(run(samples)),
    flush() {
      const out = withoutLatency(run(new Float32Array(latencySamples)));
      reset();
      skipped = 0;
      return out;
    },
  };
}
