import type { Lease, LeaseTable, Slot } from './leases/lease-table.js';
import type { WorkerEntry } from './registry.js';

export interface SlotSearchOptions {
  /** The one to try first in front. */
  readonly workers: Iterable<WorkerEntry>;
  /** Not to be tried. */
  readonly failed: ReadonlySet<WorkerEntry>;
  readonly leases: LeaseTable;
  readonly speculative: boolean;
  /** Ends the session on a worker that has been idle longest; false when none is idle there. */
  readonly evictIdle: (worker: WorkerEntry) => Promise<boolean>;
}

export interface FoundSlot {
  readonly worker: WorkerEntry;
  readonly lease: Lease;
}

/**
 * Other orchestrators may have filled the first; that four are full is rare while two thirds of all slots are taken,
 * and asking for one more costs less than asking again. Past it every question asks for more, so that a full fleet
 * takes few.
 */
const FIRST_ASKED = 4;
const MAX_ASKED = 256;

/**
 * The first worker with a free slot, with that slot; only then one whose slot is merely held for a linger.
 * Speculative work takes nobody's place.
 */
export async function findSlot(options: SlotSearchOptions): Promise<FoundSlot | undefined> {
  return (await findFree(options)) ?? (options.speculative ? undefined : await findIdle(options));
}

async function findFree(options: SlotSearchOptions): Promise<FoundSlot | undefined> {
  let asked: WorkerEntry[] = [];
  let limit = FIRST_ASKED;
  for (const worker of options.workers) {
    if (options.failed.has(worker)) continue;
    asked.push(worker);
    if (asked.length < limit) continue;
    const found = await ask(asked, options);
    if (found !== undefined) return found;
    asked = [];
    limit = Math.min(limit * 4, MAX_ASKED);
  }
  return ask(asked, options);
}

async function findIdle(options: SlotSearchOptions): Promise<FoundSlot | undefined> {
  for (const worker of options.workers) {
    if (options.failed.has(worker) || !(await options.evictIdle(worker))) continue;
    const found = await ask([worker], options);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function ask(
  workers: readonly WorkerEntry[],
  { leases, speculative }: SlotSearchOptions,
): Promise<FoundSlot | undefined> {
  const lease = await leases.acquire(workers.map((worker) => slotOf(worker, speculative)));
  const worker = workers.find((one) => one.name === lease?.worker);
  return lease === undefined || worker === undefined ? undefined : { worker, lease };
}

function slotOf(worker: WorkerEntry, speculative: boolean): Slot {
  return { worker: worker.name, capacity: worker.capabilities.max_concurrent_sessions, speculative };
}
