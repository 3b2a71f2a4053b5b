import type { Speaker } from '../playout/speaker.js';
import type { SpeechDetector } from './speech-detector.js';

export interface DuckerOptions {
  readonly detector: SpeechDetector;
  /** What renders the reply now. */
  readonly speaker: () => Speaker | undefined;
  /**
   * How long a hold of ours stands without word from the server. Default 400 ms: a round trip and its decision. Where the
   * server is seen to answer later than that, it becomes half as much again as it took, up to 1.5 s. While the detector
   * hears the person speak on, the hold stands for up to 1.5 s in any case.
   */
  readonly confirmWithinMs?: number | undefined;
}

/** Silence at the edge before the server knows that the person speaks. Owns its detector. */
export interface Ducker {
  /** The reply is frozen by this side, and the server has not yet said what becomes of it. */
  readonly holding: boolean;
  /** A reply became audible, or ceased to be: only one that sounds is ducked, never one that the server holds. */
  setPlaying(playing: boolean): void;
  push(samples: Int16Array, sampleRateHz: number): void;
  /** The server holds the reply, too. */
  confirm(): void;
  /** The server has spoken, or the reply is gone: the hold is no longer ours. */
  settle(): void;
  /** Idempotent. */
  close(): void;
}

/** A hold that nobody confirms for longer would be a pause that nobody understands. */
const LONGEST_WAIT_MS = 1500;
/** Silence after which the person has stopped speaking, as the server counts it. */
const SILENCE_MS = 200;
/** How often it is looked whether they still speak. */
const LOOK_AGAIN_MS = 50;

export function createDucker({ detector, speaker, confirmWithinMs = 400 }: DuckerOptions): Ducker {
  let playing = false;
  let holding = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heldAtMs = Number.NEGATIVE_INFINITY;
  let speechAtMs = Number.NEGATIVE_INFINITY;
  let windowMs = confirmWithinMs;

  function settle(): void {
    holding = false;
    clearTimeout(timer);
  }

  function onOnset(): void {
    if (!playing || holding) return;
    holding = true;
    heldAtMs = performance.now();
    speaker()?.hold();
    timer = setTimeout(giveUp, windowMs);
  }

  /** The server said nothing. */
  function giveUp(): void {
    const nowMs = performance.now();
    if (nowMs - speechAtMs < SILENCE_MS && nowMs - heldAtMs < LONGEST_WAIT_MS) {
      timer = setTimeout(giveUp, LOOK_AGAIN_MS);
      return;
    }
    settle();
    speaker()?.resume();
  }

  detector.start(onOnset, () => {
    speechAtMs = performance.now();
  });

  return {
    get holding() {
      return holding;
    },
    setPlaying(value) {
      playing = value;
    },
    push: (samples, sampleRateHz) => detector.push(samples, sampleRateHz),
    confirm() {
      const tookMs = performance.now() - heldAtMs;
      heldAtMs = Number.NEGATIVE_INFINITY;
      if (tookMs <= LONGEST_WAIT_MS)
        windowMs = Math.min(LONGEST_WAIT_MS, Math.max(confirmWithinMs, 1.5 * tookMs));
      settle();
    },
    settle,
    close() {
      settle();
      playing = false;
      detector.close();
    },
  };
}
