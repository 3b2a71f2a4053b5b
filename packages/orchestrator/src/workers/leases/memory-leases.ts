import type { Lease, LeaseTable } from './lease-table.js';

/** Leases of one process. */
export function createMemoryLeases(): LeaseTable {
  const taken = new Map<string, Set<Lease>>();
  return {
    acquire({ worker, capacity, speculative }) {
      const held = taken.get(worker) ?? new Set<Lease>();
      const usable = speculative ? capacity - 1 : capacity;
      if (held.size >= usable) return Promise.resolve(undefined);
      const lease: Lease = {
        worker,
        release() {
          held.delete(lease);
          if (held.size === 0 && taken.get(worker) === held) taken.delete(worker);
          return Promise.resolve();
        },
      };
      held.add(lease);
      taken.set(worker, held);
      return Promise.resolve(lease);
    },
    taken: (worker) => taken.get(worker)?.size ?? 0,
    close() {
      taken.clear();
      return Promise.resolve();
    },
  };
}
