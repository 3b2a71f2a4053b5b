import type { FrameQueue, PlayoutFrame } from './frame-queue.js';
import { freshSamples, type Known } from './fresh-samples.js';

/** Takes frames into the queue: what is new of them, and as much as there is room for; counts the rest. */
export class FrameIntake {
  readonly #queue: FrameQueue;
  readonly #capacitySamples: number;
  /** Of a generation that was flushed, or come twice. */
  staleSamples = 0;
  overflowSamples = 0;

  constructor(queue: FrameQueue, capacitySamples: number) {
    this.#queue = queue;
    this.#capacitySamples = capacitySamples;
  }

  /** `rendered`: what was known before anything waited. */
  push(frame: PlayoutFrame, rendered: Known): void {
    const last = this.#queue.last;
    const fresh = freshSamples(
      frame,
      last === undefined
        ? rendered
        : {
            flushed: rendered.flushed,
            generation: last.generation,
            end: last.samplePosition + last.samples.length,
          },
    );
    this.staleSamples += frame.samples.length - (fresh?.samples.length ?? 0);
    if (fresh === undefined) return;
    if (this.#queue.ahead + fresh.samples.length > this.#capacitySamples) {
      this.overflowSamples += fresh.samples.length;
      return;
    }
    this.#queue.push(fresh);
  }
}
