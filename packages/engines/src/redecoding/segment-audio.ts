/** The audio that is still being decoded: grows at the end, is dropped from the front. 16 kHz mono, ±1. */
export interface SegmentAudio {
  readonly sampleCount: number;
  push(samples: Float32Array): void;
  /** The first `count` samples. Valid until the next `push` or `drop`. */
  front(count: number): Float32Array;
  drop(count: number): void;
}

/** Room for 8 s at first; doubled when it is full. */
const FIRST_CAPACITY = 8 * 16_000;

export function createSegmentAudio(): SegmentAudio {
  let buffer = new Float32Array(FIRST_CAPACITY);
  let length = 0;
  return {
    get sampleCount() {
      return length;
    },
    push(samples) {
      if (length + samples.length > buffer.length) {
        const larger = new Float32Array(Math.max(buffer.length * 2, length + samples.length));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(samples, length);
      length += samples.length;
    },
    front: (count) => buffer.subarray(0, Math.min(count, length)),
    drop(count) {
      buffer.copyWithin(0, count, length);
      length = Math.max(0, length - count);
    },
  };
}
