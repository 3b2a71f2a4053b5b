import { FRAME_BYTES, FRAME_SAMPLES } from '@parley/protocol';

const BYTES_PER_SAMPLE = 2;
/**
 * Audio is kept in blocks of half a second. A frame kept as it came would hold on to what it was received in, and a
 * thousand small things that live for a second are what the garbage collector is slowest at.
 */
const BLOCK_BYTES = 25 * FRAME_BYTES;

interface Block {
  readonly start: number;
  /** What is filled of it, and room for more. */
  readonly memory: Uint8Array;
  bytes: number;
}

/**
 * The audio of one generation by sample position. Frames are copied in at the end and come out from any position
 * that is still kept, as views.
 */
export class PcmTimeline {
  #blocks: Block[] = [];
  /** The memory of a block that was heard, for the next one. */
  #spare: Uint8Array | undefined;
  #end = 0;

  /** Position of the first sample that is still kept. */
  get start(): number {
    return this.#blocks[0]?.start ?? this.#end;
  }
  /** Position after the last sample that is there. */
  get end(): number {
    return this.#end;
  }

  /** Appends a copy. Audio that leaves a gap or repeats what is there is refused: returns false. */
  append(samplePosition: number, pcm: Uint8Array): boolean {
    if (samplePosition !== this.#end || pcm.byteLength === 0) return false;
    for (let taken = 0; taken < pcm.byteLength; ) {
      const block = this.#open();
      const part = pcm.subarray(taken, taken + block.memory.byteLength - block.bytes);
      block.memory.set(part, block.bytes);
      block.bytes += part.byteLength;
      taken += part.byteLength;
      this.#end += part.byteLength / BYTES_PER_SAMPLE;
    }
    return true;
  }

  /** The last block, if it has room. */
  #open(): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && hasRoom(last)) return last;
    const block = { start: this.#end, memory: this.#spare ?? new Uint8Array(BLOCK_BYTES), bytes: 0 };
    this.#spare = undefined;
    this.#blocks.push(block);
    return block;
  }

  /**
   * One frame from `position`; shorter audio at the end is filled with silence. Undefined when nothing is there. It
   * stays what it is until audio is trimmed up to `position`.
   */
  readFrame(position: number): Uint8Array | undefined {
    if (position >= this.#end) return undefined;
    const index = this.#blocks.findIndex((block) => blockEnd(block) > position);
    const first = this.#blocks[index];
    if (first === undefined || first.start > position) return undefined;
    const offset = (position - first.start) * BYTES_PER_SAMPLE;
    if (offset + FRAME_BYTES <= first.bytes) return first.memory.subarray(offset, offset + FRAME_BYTES);
    const frame = new Uint8Array(FRAME_BYTES);
    let filled = 0;
    for (let at = index; at < this.#blocks.length && filled < FRAME_BYTES; at += 1) {
      const block = this.#blocks[at];
      if (block === undefined) break;
      const from = at === index ? offset : 0;
      const part = block.memory.subarray(from, Math.min(block.bytes, from + FRAME_BYTES - filled));
      frame.set(part, filled);
      filled += part.byteLength;
    }
    return frame;
  }

  /** Whether a whole frame lies at `position`, or what remains when nothing more comes. */
  hasFrame(position: number, complete: boolean): boolean {
    return complete ? position < this.#end : position + FRAME_SAMPLES <= this.#end;
  }

  /** Forgets audio before `position`, as far as it fills whole blocks. */
  trimBefore(position: number): void {
    for (let first = this.#blocks[0]; first !== undefined; first = this.#blocks[0]) {
      if (hasRoom(first) || blockEnd(first) > position) return;
      this.#blocks.shift();
      if (first.memory.byteLength === BLOCK_BYTES) this.#spare = first.memory;
    }
  }

  /** Drops audio from `position` on; it will come again. */
  truncate(position: number): void {
    this.#blocks = this.#blocks.filter((block) => block.start < position);
    this.#end = Math.min(this.#end, position);
    const last = this.#blocks.pop();
    if (last === undefined) return;
    // Without room for more: what was read from the block stays what it was.
    const bytes = Math.min(last.bytes, (position - last.start) * BYTES_PER_SAMPLE);
    this.#blocks.push({ start: last.start, memory: last.memory.subarray(0, bytes), bytes });
  }
}

function hasRoom(block: Block): boolean {
  return block.bytes < block.memory.byteLength;
}

function blockEnd(block: Block): number {
  return block.start + block.bytes / BYTES_PER_SAMPLE;
}
