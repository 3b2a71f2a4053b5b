import { FramePlayout } from './frame-playout.js';
import type { PlayoutFrame } from './frame-queue.js';
import type { PlayoutReport } from './playout-report.js';

/** Samples of one generation that went into the output. */
export type SpanObserver = (
  generation: number,
  samplePosition: number,
  samples: number,
  outputOffset: number,
  /** These samples fade out and will be played again if the reply goes on. */
  fadingOut: boolean,
) => void;

export interface PlayoutBufferOptions {
  /**
   * Audio wanted before a reply starts: the jitter buffer. Default 50. A source too slow to give that much is
   * waited for four times as long, then played as it comes.
   */
  readonly startThresholdMs?: number;
  /** Default 8 ms: short enough to be gone at once, long enough not to click. */
  readonly fadeMs?: number;
  /** Default 100. */
  readonly reportEveryMs?: number;
  /** Audio kept at most; what comes beyond is dropped and counted. Default 30 s. */
  readonly capacityMs?: number;
  readonly onReport?: (report: PlayoutReport) => void;
  readonly onSpan?: SpanObserver;
}

export interface PlayoutStatistics {
  readonly underruns: number;
  /** Samples that came after their generation was flushed, or twice. */
  readonly staleSamples: number;
  readonly overflowSamples: number;
}

/**
 * Audio between the wire and the ear. Pure: the audio device pulls with `render`, everything else is a call
 * between two pulls. Runs in an AudioWorklet and in Node alike.
 *
 * Invariants: each sample of a generation is rendered once, and once more only where it was faded out by a
 * hold; nothing of a flushed generation is rendered; reported positions never go back.
 */
export interface PlayoutBuffer {
  push(frame: PlayoutFrame): void;
  /** Nothing more of this generation will come: running dry there is its end, not an underrun. */
  endGeneration(generation: number): void;
  /** Fades out and freezes; the report holds the first faded sample. Idempotent. */
  hold(): void;
  /** Plays on from the held position with a fade in. Idempotent. */
  resume(): void;
  /** Drops this generation and those before it, now and for ever, and ends a hold. */
  flush(generation: number): void;
  /** Drops everything and forgets what was flushed and ended, for a session that counts anew. Tells no report. */
  reset(): void;
  /** Fills the output with 48 kHz samples in ±1; silence where there is nothing to play. */
  render(output: Float32Array): void;
  readonly held: boolean;
  /** True from the first rendered sample of a reply to its last, holds included. */
  readonly active: boolean;
  /** Samples waiting. */
  readonly buffered: number;
  statistics(): PlayoutStatistics;
}

export function createPlayoutBuffer(options: PlayoutBufferOptions = {}): PlayoutBuffer {
  return new FramePlayout(options);
}
