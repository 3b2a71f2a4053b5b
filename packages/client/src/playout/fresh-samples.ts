import type { PlayoutFrame } from './frame-queue.js';

export interface Known {
  /** Generations up to this one were flushed. */
  readonly flushed: number;
  /** The generation that came last. */
  readonly generation: number;
  /** Position after the last sample of it that came. */
  readonly end: number;
}

/** What of a frame is new: nothing of a flushed or earlier generation, nothing that came before. */
export function freshSamples(frame: PlayoutFrame, known: Known): PlayoutFrame | undefined {
  const { generation, samplePosition, samples } = frame;
  if (generation <= known.flushed || generation < known.generation) return undefined;
  const skip = generation > known.generation ? 0 : Math.max(0, known.end - samplePosition);
  if (skip >= samples.length) return undefined;
  if (skip === 0) return frame;
  return { generation, samplePosition: samplePosition + skip, samples: samples.subarray(skip) };
}
