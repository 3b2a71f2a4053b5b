import type { Metrics } from '@parley/runtime';
import type { FastifyInstance } from 'fastify';
import { metricsSummary } from './metrics-summary.js';

export interface MetricsRoutesOptions {
  readonly metrics: Metrics;
  readonly uptimeSeconds: () => number;
}

/** `/metrics` for Prometheus, `/metrics/summary` for people. */
export function addMetricsRoutes(
  server: FastifyInstance,
  { metrics, uptimeSeconds }: MetricsRoutesOptions,
): void {
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
  server.get('/metrics/summary', async () => metricsSummary(await metrics.render(), uptimeSeconds()));
}
