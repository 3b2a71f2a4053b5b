/** One recognition that now and then wants a pass of the model over its audio. */
export interface PassOwner {
  /** Runs one pass; never rejects. */
  pass(): Promise<void>;
}

/**
 * Whose turn it is on one lane. A lane runs one pass at a time and none can be interrupted, so: what somebody waits
 * for (a flush, an end) goes before what merely shows progress, and among equals the one served longest ago is next.
 */
export interface PassQueue {
  /** At most one request an owner waits; asking again may only make it urgent. */
  ask(owner: PassOwner, urgent: boolean): void;
  /** The owner is gone. A pass in work goes on to its end. */
  leave(owner: PassOwner): void;
  /** Audio that a recognition should gather before its next pass for progress, so that the lane keeps room. */
  readonly intervalMs: number;
}

/** Between two passes for progress when there is no load. */
const INTERVAL_MS = 400;
/** Share of the lane that progress may take; the rest is for flushes and ends. */
const PROGRESS_SHARE = 0.6;

export function createPassQueue(nowMs: () => number): PassQueue {
  const urgentOnes = new Set<PassOwner>();
  const others = new Set<PassOwner>();
  /** How long the last pass of each owner took; 0 before its first. */
  const tookMs = new Map<PassOwner, number>();
  let busy = false;

  async function run(): Promise<void> {
    if (busy) return;
    busy = true;
    for (;;) {
      // Sets keep the order of insertion, and whoever was served asks anew: the first waited longest.
      const owner = first(urgentOnes) ?? first(others);
      if (owner === undefined) break;
      urgentOnes.delete(owner);
      others.delete(owner);
      const startedMs = nowMs();
      await owner.pass();
      // It may have left meanwhile.
      if (tookMs.has(owner)) tookMs.set(owner, nowMs() - startedMs);
    }
    busy = false;
  }

  return {
    ask(owner, urgent) {
      if (!tookMs.has(owner)) tookMs.set(owner, 0);
      if (urgent) {
        others.delete(owner);
        urgentOnes.add(owner);
      } else if (!urgentOnes.has(owner)) others.add(owner);
      void run();
    },
    leave(owner) {
      urgentOnes.delete(owner);
      others.delete(owner);
      tookMs.delete(owner);
    },
    get intervalMs() {
      let roundMs = 0;
      for (const ms of tookMs.values()) roundMs += ms;
      return Math.max(INTERVAL_MS, roundMs / PROGRESS_SHARE);
    },
  };
}

function first(owners: Set<PassOwner>): PassOwner | undefined {
  for (const owner of owners) return owner;
  return undefined;
}
