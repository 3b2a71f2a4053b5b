import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import type { WaitingWindow } from './window-queue.js';

/** Cuts a stream of 16 kHz audio into windows; positions count from the first sample. */
export interface WindowAssembler {
  push(samples: Float32Array): void;
  /** Fills the window that has begun up with silence; without one nothing happens. */
  complete(): void;
  /** Takes the memory of a window back, of which nobody reads any more. */
  recycle(samples: Float32Array): void;
}

/** Windows in use at once where nothing waits; those of a queue are let go of. */
const MAX_SPARE = 8;

export function createWindowAssembler(onWindow: (window: WaitingWindow) => void): WindowAssembler {
  /** Memory that lives for a moment is what the garbage collector is slowest at: a session uses its own again. */
  const spare: Float32Array[] = [];
  let current = fresh();
  let filled = 0;
  let startSample = 0;

  function fresh(): Float32Array {
    return spare.pop() ?? new Float32Array(VAD_WINDOW_SAMPLES);
  }

  function finish(): void {
    const window = { startSample, samples: current };
    startSample += VAD_WINDOW_SAMPLES;
    current = fresh();
    filled = 0;
    onWindow(window);
  }

  return {
    push: (samples) => {
      for (let at = 0; at < samples.length; ) {
        const part = samples.subarray(at, at + VAD_WINDOW_SAMPLES - filled);
        current.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < VAD_WINDOW_SAMPLES) return;
        finish();
      }
    },
    complete: () => {
      if (filled === 0) return;
      current.fill(0, filled);
      finish();
    },
    recycle: (samples) => {
      if (spare.length < MAX_SPARE) spare.push(samples);
    },
  };
}
