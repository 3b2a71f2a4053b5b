import type { Speaker } from '../playout/speaker.js';
import type { SpeechDetector } from './speech-detector.js';

export interface DuckerOptions {
  readonly detector: SpeechDetector;
  /** What renders the reply now. */
  readonly speaker: () => Speaker | undefined;
  /** How long a hold of ours stands without word from the server. Default 400 ms: a round trip and its decision. */
  readonly confirmWithinMs?: number | undefined;
}

/** Silence at the edge before the server knows that the person speaks. Owns its detector. */
export interface Ducker {
  /** The reply is frozen by this side, and the server has not yet said what becomes of it. */
  readonly holding: boolean;
  /** A reply became audible, or ceased to be: only one that sounds is ducked, never one that the server holds. */
  setPlaying(playing: boolean): void;
  push(samples: Int16Array, sampleRateHz: number): void;
  /** The server has spoken, or the reply is gone: the hold is no longer ours. */
  settle(): void;
  /** Idempotent. */
  close(): void;
}

export function createDucker({ detector, speaker, confirmWithinMs = 400 }: DuckerOptions): Ducker {
  let playing = false;
  let holding = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function settle(): void {
    holding = false;
    clearTimeout(timer);
  }

  detector.start(() => {
    if (!playing || holding) return;
    holding = true;
    speaker()?.hold();
    timer = setTimeout(() => {
      settle();
      speaker()?.resume();
    }, confirmWithinMs);
  });

  return {
    get holding() {
      return holding;
    },
    setPlaying(value) {
      playing = value;
    },
    push: (samples, sampleRateHz) => detector.push(samples, sampleRateHz),
    settle,
    close() {
      settle();
      playing = false;
      detector.close();
    },
  };
}
