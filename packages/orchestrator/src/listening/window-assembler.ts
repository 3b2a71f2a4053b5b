import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import type { WaitingWindow } from './window-queue.js';

/** Cuts a stream of 16 kHz audio into windows; positions count from the first sample. */
export interface WindowAssembler {
  push(samples: Float32Array): void;
  /** Fills the window that has begun up with silence; without one nothing happens. */
  complete(): void;
}

/** Windows that share one piece of memory: a piece for each would be work for the garbage collector. */
const WINDOWS_A_PIECE = 8;

export function createWindowAssembler(onWindow: (window: WaitingWindow) => void): WindowAssembler {
  let piece = new Float32Array(0);
  let used = 0;
  let current = fresh();
  let filled = 0;
  let startSample = 0;

  /** The session may keep the window that it is given: none is used twice. */
  function fresh(): Float32Array {
    if (used === piece.length) {
      piece = new Float32Array(WINDOWS_A_PIECE * VAD_WINDOW_SAMPLES);
      used = 0;
    }
    used += VAD_WINDOW_SAMPLES;
    return piece.subarray(used - VAD_WINDOW_SAMPLES, used);
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
      if (filled > 0) finish();
    },
  };
}
