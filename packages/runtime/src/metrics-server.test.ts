import { expect, test } from 'vitest';
import { createMetrics } from './metrics.js';
import { serveMetrics } from './metrics-server.js';

test('what is counted can be scraped, and nothing else is there', async () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'parley_scraped_total', help: 'N.' }).inc(7);
  const server = await serveMetrics({ metrics, host: '127.0.0.1', port: 0 });
  const scraped = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  expect(await scraped.text()).toContain('parley_scraped_total 7');
  expect(scraped.headers.get('content-type')).toBe(metrics.contentType);
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
  await expect(serveMetrics({ metrics, host: '127.0.0.1', port: server.port })).rejects.toMatchObject({
    code: 'CONNECTION_ERROR',
  });
  await server.close();
});
