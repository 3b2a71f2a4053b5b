/**
 * Who may use which worker. A lease is one slot of one worker; all orchestrators together never hold more than
 * its capacity. One interface, a memory and a Redis implementation, one contract suite.
 */
export interface LeaseTable {
  /** Takes a slot of the first that has one, or answers undefined when none has. */
  acquire(slots: readonly Slot[]): Promise<Lease | undefined>;
  /** Slots of the worker that are taken, as far as this process knows. */
  taken(worker: string): number;
  /** Releases all leases that were taken through this table. */
  close(): Promise<void>;
}

export interface Slot {
  readonly worker: string;
  /** Slots that the worker has. */
  readonly capacity: number;
  /**
   * Speculative work is refused the last free slot, so that an answer which may be thrown away never keeps out one
   * that is wanted.
   */
  readonly speculative: boolean;
}

export interface Lease {
  readonly worker: string;
  /** Gives the slot back. Idempotent. */
  release(): Promise<void>;
}

/** How many may be taken when one more of this kind is wanted. */
export function usable({ capacity, speculative }: Slot): number {
  return speculative ? capacity - 1 : capacity;
}
