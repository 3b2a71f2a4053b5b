import { FRAME_BYTES, FRAME_SAMPLES } from '@parley/protocol';

const BYTES_PER_SAMPLE = 2;

interface Stretch {
  readonly start: number;
  readonly pcm: Uint8Array;
}

/**
 * The audio of one generation by sample position. Frames go in at the end and come out from any position that
 * is still kept; a frame read where one was written is handed out as it came, without a copy.
 */
export class PcmTimeline {
  #stretches: Stretch[] = [];
  #end = 0;

  /** Position of the first sample that is still kept. */
  get start(): number {
    return this.#stretches[0]?.start ?? this.#end;
  }
  /** Position after the last sample that is there. */
  get end(): number {
    return this.#end;
  }

  /** Appends. Audio that leaves a gap or repeats what is there is refused: returns false. */
  append(samplePosition: number, pcm: Uint8Array): boolean {
    if (samplePosition !== this.#end || pcm.byteLength === 0) return false;
    this.#stretches.push({ start: samplePosition, pcm });
    this.#end += pcm.byteLength / BYTES_PER_SAMPLE;
    return true;
  }

  /** One frame from `position`; shorter audio at the end is filled with silence. Undefined when nothing is there. */
  readFrame(position: number): Uint8Array | undefined {
    if (position >= this.#end) return undefined;
    const index = this.#stretches.findIndex((stretch) => stretchEnd(stretch) > position);
    const first = this.#stretches[index];
    if (first === undefined || first.start > position) return undefined;
    if (first.start === position && first.pcm.byteLength === FRAME_BYTES) return first.pcm;
    const frame = new Uint8Array(FRAME_BYTES);
    let filled = 0;
    for (let at = index; at < this.#stretches.length && filled < FRAME_BYTES; at += 1) {
      const stretch = this.#stretches[at];
      if (stretch === undefined) break;
      const from = at === index ? (position - stretch.start) * BYTES_PER_SAMPLE : 0;
      const part = stretch.pcm.subarray(from, from + FRAME_BYTES - filled);
      frame.set(part, filled);
      filled += part.byteLength;
    }
    return frame;
  }

  /** Whether a whole frame lies at `position`, or what remains when nothing more comes. */
  hasFrame(position: number, complete: boolean): boolean {
    return complete ? position < this.#end : position + FRAME_SAMPLES <= this.#end;
  }

  /** Forgets audio before `position`. */
  trimBefore(position: number): void {
    for (let first = this.#stretches[0]; first !== undefined; first = this.#stretches[0]) {
      if (stretchEnd(first) > position) return;
      this.#stretches.shift();
    }
  }

  /** Drops audio from `position` on; it will come again. */
  truncate(position: number): void {
    const kept: Stretch[] = [];
    for (const stretch of this.#stretches) {
      if (stretch.start >= position) break;
      const bytes = Math.min(stretch.pcm.byteLength, (position - stretch.start) * BYTES_PER_SAMPLE);
      kept.push({ start: stretch.start, pcm: stretch.pcm.subarray(0, bytes) });
    }
    this.#stretches = kept;
    this.#end = Math.min(this.#end, position);
  }
}

function stretchEnd(stretch: Stretch): number {
  return stretch.start + stretch.pcm.byteLength / BYTES_PER_SAMPLE;
}
