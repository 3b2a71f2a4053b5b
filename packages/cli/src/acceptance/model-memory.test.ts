import { createTtsTestClient } from '@parley/testkit';
import { afterEach, expect, test } from 'vitest';
import { createFleet, type Fleet } from './fleet.rig.js';
import { eventually } from './server.rig.js';

let fleet: Fleet;
afterEach(() => fleet.close());

test('the idle default model goes after its time, the longest unused at the cap, and one in use never', async () => {
  fleet = createFleet();
  const worker = await fleet.worker({
    name: 'few-models',
    config: {
      adapter: { config: { real_time_factor: 0.01, sample_rate: 48_000, channels: 1 } },
      model_manager: { ttl_ms: 2000, resident_cap: 2, min_residency_ms: 0 },
    },
  });
  const client = createTtsTestClient({ address: worker.addr });
  const resident = () =>
    new Promise<readonly string[]>((resolve, reject) =>
      client.raw.GetCapabilities({}, (error, reply) =>
        error === null ? resolve(reply?.resident_models ?? []) : reject(error),
      ),
    );
  try {
    const used = await client.start('mock-220');
    await eventually('the default is gone', async () => (await resident()).join() === 'mock-220');
    const byDefault = await client.start();
    expect(await resident()).toEqual(['mock-220', 'mock-440']);
    await expect(client.start('mock-880')).rejects.toThrow(/RESOURCE_EXHAUSTED/);
    await client.end(byDefault);
    await client.start('mock-880');
    expect(await resident()).toEqual(['mock-220', 'mock-880']);
    expect((await client.speak(used, ['Still here.']).done).at(-1)?.is_final).toBe(true);
  } finally {
    client.close();
  }
}, 120_000);
