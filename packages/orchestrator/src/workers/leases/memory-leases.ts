import { type Lease, type LeaseTable, usable } from './lease-table.js';

/** Leases of one process. */
export function createMemoryLeases(): LeaseTable {
  const counts = new Map<string, number>();
  const held = new Set<Lease>();
  const taken = (worker: string): number => counts.get(worker) ?? 0;

  function add(worker: string, amount: number): void {
    const count = taken(worker) + amount;
    if (count === 0) counts.delete(worker);
    else counts.set(worker, count);
  }

  return {
    acquire(slots) {
      const slot = slots.find((one) => taken(one.worker) < usable(one));
      if (slot === undefined) return Promise.resolve(undefined);
      const { worker } = slot;
      add(worker, 1);
      const lease: Lease = {
        worker,
        release() {
          if (held.delete(lease)) add(worker, -1);
          return Promise.resolve();
        },
      };
      held.add(lease);
      return Promise.resolve(lease);
    },
    taken,
    close() {
      counts.clear();
      held.clear();
      return Promise.resolve();
    },
  };
}
