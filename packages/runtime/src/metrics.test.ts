import { expect, test } from 'vitest';
import { createMetrics } from './metrics.js';

test('what was counted is what is exposed', async () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'parley_things_total', help: 'Things.', labels: ['kind'] }).inc({ kind: 'a' }, 2);
  let active = 3;
  metrics.gauge({ name: 'parley_active', help: 'Active.', read: () => active });
  metrics.histogram({ name: 'parley_wait_seconds', help: 'Wait.' }).observe(0.03);
  expect(await metrics.render()).toContain('parley_active 3');
  active = 4;
  const text = await metrics.render();
  expect(text).toContain('parley_things_total{kind="a"} 2');
  expect(text).toContain('parley_active 4');
  expect(text).toContain('parley_wait_seconds_bucket{le="0.02"} 0');
  expect(text).toContain('parley_wait_seconds_bucket{le="0.05"} 1');
});

test('asking for a metric twice gives the same one; two registries share nothing', async () => {
  const first = createMetrics();
  const second = createMetrics();
  const options = { name: 'parley_n_total', help: 'N.' };
  first.counter(options).inc();
  first.counter(options).inc();
  second.counter(options).inc();
  expect(await first.render()).toContain('parley_n_total 2');
  expect(await second.render()).toContain('parley_n_total 1');
});
