/** A window on its way through the judge. */
export interface WaitingWindow {
  readonly startSample: number;
  readonly samples: Float32Array;
}

export interface WindowQueueOptions {
  /** Windows that may wait. When one more comes, the oldest goes on unjudged: nothing is lost but its verdict. */
  readonly capacity: number;
  /** Sends a window to the judge, who answers in the order of the calls through `verdict`. */
  readonly post: (samples: Float32Array) => void;
  /** Hears every window once, in order. `probability` is undefined for an unjudged one. */
  readonly deliver: (window: WaitingWindow, probability: number | undefined) => void;
}

/**
 * Keeps one session's windows in order while a judge elsewhere looks at them, and bounds what waits on either side:
 * no more than `capacity` windows are with the judge, and none waits for longer than `capacity` windows last.
 */
export interface WindowQueue {
  add(window: WaitingWindow): void;
  /** The judge's answer to the oldest window that it has. */
  verdict(probability: number): void;
  /** Delivers all that waits, unjudged; later verdicts are ignored. */
  flush(): void;
  /** Windows delivered without a verdict so far. */
  readonly unjudged: number;
}

interface Entry extends WaitingWindow {
  state: 'posted' | 'unjudged' | 'delivered';
}

export function createWindowQueue(options: WindowQueueOptions): WindowQueue {
  const { capacity, post, deliver } = options;
  /** Not yet delivered, oldest first. */
  const waiting: Entry[] = [];
  /** With the judge, oldest first; an entry stays until it is answered, even when it was delivered before. */
  const posted: Entry[] = [];
  let unjudged = 0;

  function release(probability: number | undefined): void {
    const entry = waiting.shift();
    if (entry === undefined) return;
    if (probability === undefined) unjudged++;
    entry.state = 'delivered';
    deliver(entry, probability);
  }

  function releaseUnjudged(): void {
    while (waiting[0]?.state === 'unjudged') release(undefined);
  }

  return {
    get unjudged() {
      return unjudged;
    },
    add: ({ startSample, samples }) => {
      const canPost = posted.length < capacity;
      const entry: Entry = { startSample, samples, state: canPost ? 'posted' : 'unjudged' };
      waiting.push(entry);
      if (canPost) {
        posted.push(entry);
        post(samples);
      }
      if (waiting.length > capacity) release(undefined);
      releaseUnjudged();
    },
    verdict: (probability) => {
      const entry = posted.shift();
      if (entry === undefined || entry.state === 'delivered') return;
      // Verdicts come in order, and what was unjudged before this entry is gone: it is the oldest that waits.
      release(probability);
      releaseUnjudged();
    },
    flush: () => {
      posted.length = 0;
      while (waiting.length > 0) release(undefined);
    },
  };
}
