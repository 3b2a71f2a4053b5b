/** When each frame of each stream passed, on the clock that all processes of a machine share. */
export interface FrameTimes {
  /** `frame` counts from 1; the first time counts. */
  mark(stream: string, frame: number): void;
  /** By stream, in ns; 0 for a frame that was not seen. The frame is the index. */
  all(): [stream: string, atNs: number[]][];
}

/** A minute and more. */
const MAX_FRAMES = 4000;

/** Numbers in arrays that are there from the start: what is measured must not wait for a collection of ours. */
export function createFrameTimes(): FrameTimes {
  const streams = new Map<string, Float64Array>();
  return {
    mark(stream, frame) {
      let times = streams.get(stream);
      if (times === undefined) {
        times = new Float64Array(MAX_FRAMES);
        streams.set(stream, times);
      }
      if (times[frame] === 0) times[frame] = Number(process.hrtime.bigint());
    },
    all: () => [...streams].map(([stream, times]) => [stream, [...times]]),
  };
}
