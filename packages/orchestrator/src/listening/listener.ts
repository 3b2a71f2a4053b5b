import type { SessionState, VadWindow } from '@parley/session';

/** Opens listeners; owns the VAD lane behind them. */
export interface ListenerFactory {
  /** Windows come in order and without gaps, later than the `push` that completed them. */
  open(options: ListenerOptions): Listener;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly sessionId: string;
  readonly onWindow: (window: VadWindow) => void;
}

/** Turns one person's uplink, at any rate, into 16 kHz windows with a speech probability. */
export interface Listener {
  /** Mono s16 at `sampleRateHz` (8000 to 48000). A change of rate resets the resampler, nothing else. */
  push(pcm: Int16Array, sampleRateHz: number): void;
  /**
   * Runs `task` when all windows of what was pushed so far have been delivered, the last one filled up with silence:
   * at once when none waits, after 500 ms at the latest, and never after `close`.
   */
  afterPending(task: () => void): void;
  close(): void;
  /**
   * Tells the energy engine what the session does: it is harder to interrupt a speaking agent by noise. Without
   * effect on a model, which can tell noise from speech.
   */
  setState?(state: SessionState): void;
  /** Figures of this listener so far. */
  statistics?(): ListenerStatistics;
}

/** Frames are windows of 32 ms; levels are RMS in 16-bit units. */
export interface ListenerStatistics {
  readonly engine: 'silero' | 'energy';
  readonly framesProcessed: number;
  /** Counted as silence because they were no louder than the background. */
  readonly framesGated: number;
  /** Counted as silence because of the state multiplier. */
  readonly framesStateGated: number;
  readonly gatedRatio: number;
  readonly stateGatedRatio: number;
  /** Passed on without a verdict of their own, because the lane was behind. */
  readonly framesUnjudged: number;
  readonly noiseFloor: number;
  readonly adaptiveThreshold: number;
  readonly currentStateMultiplier: number;
  /** At or above a probability of one half. */
  readonly speechFrames: number;
  readonly silenceFrames: number;
  readonly speechRatio: number;
}
