/**
 * Who may use which worker. A lease is one slot of one worker; all orchestrators together never hold more than
 * its capacity. One interface, a memory and a Redis implementation, one contract suite.
 */
export interface LeaseTable {
  /**
   * Takes a slot, or answers undefined when there is none. Speculative work is refused the last free slot, so
   * that an answer which may be thrown away never keeps out one that is wanted.
   */
  acquire(request: LeaseRequest): Promise<Lease | undefined>;
  /** Slots of the worker that are taken, as far as this process knows. */
  taken(worker: string): number;
  /** Releases all leases that were taken through this table. */
  close(): Promise<void>;
}

export interface LeaseRequest {
  readonly worker: string;
  /** Slots that the worker has. */
  readonly capacity: number;
  readonly speculative: boolean;
}

export interface Lease {
  readonly worker: string;
  /** Gives the slot back. Idempotent. */
  release(): Promise<void>;
}
