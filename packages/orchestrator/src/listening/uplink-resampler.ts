import { createResampler, int16ToFloat32, type Resampler } from '@parley/audio';
import { LISTENING_RATE_HZ, ParleyError } from '@parley/protocol';

export interface UplinkResamplerOptions {
  /** 16 kHz, ±1; only until it returns. */
  readonly onSamples: (samples: Float32Array) => void;
  readonly onError: (error: ParleyError) => void;
}

/** Brings an uplink of any rate to 16 kHz, with state from piece to piece. Owns its resampler. */
export interface UplinkResampler {
  push(pcm: Int16Array, sampleRateHz: number): void;
  /** Runs `task` when all that was pushed so far has come out: at once, unless a resampler is being made. */
  whenOut(task: () => void): void;
  close(): void;
}

const MIN_RATE_HZ = 8000;
const MAX_RATE_HZ = 48_000;
/** Pieces that may wait while a resampler is made, which takes a turn of the event loop; beyond, the oldest goes. */
const MAX_EARLY_PIECES = 100;

export function createUplinkResampler(options: UplinkResamplerOptions): UplinkResampler {
  const { onSamples, onError } = options;
  let rateHz: number | undefined;
  let resampler: Resampler | undefined;
  let early: Int16Array[] = [];
  /** Tasks behind `early`. */
  let afterEarly: (() => void)[] = [];
  /** Used for one piece after another: an array for each would be garbage fifty times a second. */
  let scratch = new Float32Array(0);
  let closed = false;

  function convert(resampler: Resampler, pcm: Int16Array): void {
    if (pcm.length > scratch.length) scratch = new Float32Array(pcm.length);
    const samples = int16ToFloat32(pcm, scratch).subarray(0, pcm.length);
    onSamples(rateHz === LISTENING_RATE_HZ ? samples : resampler.process(samples));
  }

  function switchTo(nextRateHz: number): void {
    if (!Number.isInteger(nextRateHz) || nextRateHz < MIN_RATE_HZ || nextRateHz > MAX_RATE_HZ) {
      throw new ParleyError(
        'INVALID_MESSAGE',
        `a sample rate of ${nextRateHz} Hz is not between ${MIN_RATE_HZ} and ${MAX_RATE_HZ}`,
      );
    }
    resampler?.close();
    resampler = undefined;
    early = [];
    rateHz = nextRateHz;
    createResampler({ fromHz: nextRateHz, toHz: LISTENING_RATE_HZ }).then(
      (made) => {
        if (closed || rateHz !== nextRateHz || resampler !== undefined) {
          made.close();
          return;
        }
        resampler = made;
        for (const pcm of early.splice(0)) convert(made, pcm);
        runAfterEarly();
      },
      (thrown: unknown) => {
        onError(ParleyError.from(thrown));
        runAfterEarly();
      },
    );
  }

  function runAfterEarly(): void {
    for (const task of afterEarly.splice(0)) task();
  }

  return {
    push: (pcm, sampleRateHz) => {
      if (closed) return;
      if (sampleRateHz !== rateHz) switchTo(sampleRateHz);
      if (resampler !== undefined) {
        convert(resampler, pcm);
        return;
      }
      if (early.length >= MAX_EARLY_PIECES) early.shift();
      early.push(pcm.slice());
    },
    whenOut: (task) => {
      if (early.length === 0 && afterEarly.length === 0) task();
      else afterEarly.push(task);
    },
    close: () => {
      closed = true;
      early = [];
      afterEarly = [];
      resampler?.close();
      resampler = undefined;
    },
  };
}
