import type { VadWindow } from '@parley/session';

/** Opens listeners; owns the VAD lanes behind them. */
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
  close(): void;
}
