import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Lease, LeaseTable } from '../leases/lease-table.js';

/** What every lease table does. `create` makes one that nobody holds anything of. */
export function describeLeases(name: string, create: () => Promise<LeaseTable>): void {
  describe(`${name} keeps the lease contract`, () => {
    let leases: LeaseTable;
    beforeEach(async () => {
      leases = await create();
    });
    afterEach(() => leases.close());

    const take = (worker: string, capacity: number, speculative = false) =>
      leases.acquire([{ worker, capacity, speculative }]);

    test('as many as there are slots, and again when one is given back', async () => {
      const [first, second, third] = [await take('w', 2), await take('w', 2), await take('w', 2)];
      expect([first?.worker, second?.worker, third]).toEqual(['w', 'w', undefined]);
      expect(leases.taken('w')).toBe(2);
      await first?.release();
      await first?.release();
      expect(leases.taken('w')).toBe(1);
      expect(await take('w', 2)).toBeDefined();
      expect(await take('w', 2)).toBeUndefined();
    });

    test('of several the first that has room, and none when all are full', async () => {
      const slots = ['a', 'b', 'c'].map((worker) => ({ worker, capacity: 1, speculative: false }));
      const all = await Promise.all([1, 2, 3, 4].map(() => leases.acquire(slots)));
      expect(all.map((lease) => lease?.worker).sort()).toEqual(['a', 'b', 'c', undefined]);
      await all.find((lease) => lease?.worker === 'b')?.release();
      expect((await leases.acquire(slots))?.worker).toBe('b');
      expect(await leases.acquire([])).toBeUndefined();
    });

    test('workers do not share slots', async () => {
      await take('a', 1);
      expect(await take('b', 1)).toBeDefined();
      expect(leases.taken('c')).toBe(0);
    });

    test('speculative work never takes the last slot', async () => {
      expect(await take('one', 1, true)).toBeUndefined();
      expect(await take('w', 2, true)).toBeDefined();
      expect(await take('w', 2, true)).toBeUndefined();
      expect(await take('w', 2)).toBeDefined();
    });

    test('all at once: no more than there are slots', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, () => take('w', 7)));
      expect(all.filter((lease) => lease !== undefined)).toHaveLength(7);
    });

    test('in any order of taking and giving back, the slots are never overfilled and never lost', async () => {
      let run = 0;
      const step = fc.record({ take: fc.boolean(), speculative: fc.boolean(), which: fc.nat(9) });
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 4 }),
          fc.array(step, { maxLength: 30 }),
          async (capacity, steps) => {
            run += 1;
            const worker = `random-${run}`;
            const held: Lease[] = [];
            for (const { take: takes, speculative, which } of steps) {
              if (takes) {
                const lease = await take(worker, capacity, speculative);
                expect(lease !== undefined).toBe(held.length < (speculative ? capacity - 1 : capacity));
                if (lease !== undefined) held.push(lease);
              } else {
                await held.splice(which % Math.max(held.length, 1), 1)[0]?.release();
              }
              expect(leases.taken(worker)).toBe(held.length);
            }
            for (const lease of held) await lease.release();
          },
        ),
        { numRuns: 40 },
      );
    });
  });
}
