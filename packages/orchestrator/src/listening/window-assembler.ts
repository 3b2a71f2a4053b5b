import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import type { WaitingWindow } from './window-queue.js';

/** Cuts a stream of 16 kHz audio into windows; positions count from the first sample. */
export interface WindowAssembler {
  push(samples: Float32Array): void;
  /** Fills the window that has begun up with silence; without one nothing happens. */
  complete(): void;
}

export function createWindowAssembler(onWindow: (window: WaitingWindow) => void): WindowAssembler {
  let current = new Float32Array(VAD_WINDOW_SAMPLES);
  let filled = 0;
  let startSample = 0;

  function finish(): void {
    const window = { startSample, samples: current };
    startSample += VAD_WINDOW_SAMPLES;
    // A fresh array: the session may keep the one that it is given.
    current = new Float32Array(VAD_WINDOW_SAMPLES);
    filled = 0;
    onWindow(window);
  }

  return {
    push: (samples) => {
      for (let at = 0; at < samples.length; ) {
        const piece = samples.subarray(at, at + VAD_WINDOW_SAMPLES - filled);
        current.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled < VAD_WINDOW_SAMPLES) return;
        finish();
      }
    },
    complete: () => {
      if (filled > 0) finish();
    },
  };
}
