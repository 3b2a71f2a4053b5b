import { afterEach, expect, test } from 'vitest';
import { createLanePool, type LanePool } from './lane-pool.js';

const entry = new URL('./fragile-thread.js', import.meta.url);
const model = { id: 'm', family: 'f', directory: undefined, languages: ['en'], settings: {} };

let pool: LanePool;
afterEach(() => pool.close());

test('every lane holds every model, and the least busy one is picked', async () => {
  pool = createLanePool({ entry, name: 'test', count: 2 });
  await pool.load(model);
  const first = pool.pick();
  first.streams++;
  const second = pool.pick();
  expect(second).not.toBe(first);
  for (const { lane } of [first, second]) expect(await lane.call('models', undefined).result).toEqual(['m']);
  await pool.unload('m');
  expect(await first.lane.call('models', undefined).result).toEqual([]);
});

test('a lane that dies fails its calls, and is replaced by one with its models', async () => {
  pool = createLanePool({ entry, name: 'test', count: 1 });
  await pool.load(model);
  const { lane } = pool.pick();
  await expect(lane.call('die', undefined).result).rejects.toMatchObject({ name: 'ParleyError' });
  expect(() => pool.pick()).toThrow('no inference lane is alive');
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      expect(await pool.pick().lane.call('models', undefined).result).toEqual(['m']);
      return;
    } catch (thrown) {
      if (!String(thrown).includes('no inference lane')) throw thrown;
    }
  }
});
