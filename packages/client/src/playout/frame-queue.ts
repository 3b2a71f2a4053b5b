/** A stretch of one generation's audio: 48 kHz mono, signed 16 bit. */
export interface PlayoutFrame {
  readonly generation: number;
  /** 48 kHz position of the first sample in its generation. */
  readonly samplePosition: number;
  readonly samples: Int16Array;
}

/**
 * Frames that wait to be heard, read through a cursor. An anchor keeps what was read since it was set, so that
 * the cursor can go back to it: audio that was faded out is played again.
 */
export class FrameQueue {
  readonly #frames: PlayoutFrame[] = [];
  #index = 0;
  #offset = 0;
  /** Offset of the anchor in the first frame, or -1. */
  #anchorOffset = -1;
  #ahead = 0;

  /** Samples from the cursor on. */
  get ahead(): number {
    return this.#ahead;
  }

  /** The frame under the cursor; undefined when all was read. */
  get current(): PlayoutFrame | undefined {
    return this.#frames[this.#index];
  }

  /** Offset of the cursor in the current frame. */
  get offset(): number {
    return this.#offset;
  }

  get last(): PlayoutFrame | undefined {
    return this.#frames.at(-1);
  }

  push(frame: PlayoutFrame): void {
    this.#frames.push(frame);
    this.#ahead += frame.samples.length;
  }

  /** Moves the cursor on, at most to the end of the current frame. */
  advance(samples: number): void {
    const frame = this.#frames[this.#index];
    if (frame === undefined) return;
    this.#offset += samples;
    this.#ahead -= samples;
    if (this.#offset < frame.samples.length) return;
    this.#offset = 0;
    if (this.#anchorOffset >= 0) this.#index += 1;
    else this.#frames.shift();
  }

  /** Keeps everything from the cursor on until `release`. */
  anchor(): void {
    this.release();
    this.#anchorOffset = this.#offset;
  }

  /** Forgets what lies before the cursor. */
  release(): void {
    this.#anchorOffset = -1;
    this.#frames.splice(0, this.#index);
    this.#index = 0;
  }

  /** Goes back to the anchor and lets go of it. */
  rewind(): void {
    if (this.#anchorOffset < 0) return;
    this.#index = 0;
    this.#offset = this.#anchorOffset;
    this.#anchorOffset = -1;
    this.#ahead = this.#frames.reduce((sum, frame) => sum + frame.samples.length, 0) - this.#offset;
  }

  /** Drops every frame of this generation and of those before it. Returns the unread samples dropped. */
  dropThrough(generation: number): number {
    const before = this.#ahead;
    const current = this.current;
    this.release();
    while (this.#frames[0] !== undefined && this.#frames[0].generation <= generation) this.#frames.shift();
    if (current !== this.#frames[0]) this.#offset = 0;
    this.#ahead = this.#frames.reduce((sum, frame) => sum + frame.samples.length, 0) - this.#offset;
    return before - this.#ahead;
  }
}
