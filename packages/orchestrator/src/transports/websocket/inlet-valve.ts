/** Why a connection is not read at the moment. */
export type HoldReason = 'audio' | 'messages' | 'outbound';

/**
 * Stops reading a connection while any reason holds. What the client sends then waits in the network, not in memory:
 * all that can still arrive is the chunk that was read already (64 KiB).
 */
export interface InletValve {
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  /** Reads on for good, so that the end of the connection is seen. Idempotent. */
  open(): void;
}

export function createInletValve(stream: { pause(): void; resume(): void }): InletValve {
  const reasons = new Set<HoldReason>();
  let opened = false;

  return {
    hold(reason) {
      if (opened) return;
      reasons.add(reason);
      if (reasons.size === 1) stream.pause();
    },
    release(reason) {
      if (reasons.delete(reason) && reasons.size === 0) stream.resume();
    },
    open() {
      opened = true;
      if (reasons.size === 0) return;
      reasons.clear();
      stream.resume();
    },
  };
}
