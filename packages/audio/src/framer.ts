import { FRAME_SAMPLES } from '@parley/protocol';

/**
 * Cuts a stream of any lengths into whole frames. Holds less than one frame; the arrays it returns are new.
 */
export interface Framer {
  /** Appends samples and returns every frame that is now whole. */
  push(samples: Float32Array): Float32Array[];
  /** The last frame, filled with silence, or undefined when nothing is left over. The framer starts anew. */
  flush(): Float32Array | undefined;
  /** Samples held back so far. */
  readonly pendingSamples: number;
}

/** `frameSamples` defaults to the frame of the wire, 960. */
export function createFramer(options: { readonly frameSamples?: number } = {}): Framer {
  const frameSamples = options.frameSamples ?? FRAME_SAMPLES;
  let pending = new Float32Array(frameSamples);
  let filled = 0;
  return {
    push(samples) {
      const frames: Float32Array[] = [];
      for (let at = 0; at < samples.length; ) {
        const take = Math.min(frameSamples - filled, samples.length - at);
        pending.set(samples.subarray(at, at + take), filled);
        filled += take;
        at += take;
        if (filled === frameSamples) {
          frames.push(pending);
          pending = new Float32Array(frameSamples);
          filled = 0;
        }
      }
      return frames;
    },
    flush() {
      if (filled === 0) return undefined;
      const last = pending;
      pending = new Float32Array(frameSamples);
      filled = 0;
      return last;
    },
    get pendingSamples() {
      return filled;
    },
  };
}
