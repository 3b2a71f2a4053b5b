import type { FastifyInstance } from 'fastify';
import { type HealthContext, healthDocument, isReady } from './health-document.js';
import type { HealthMonitor } from './health-monitor.js';

export interface HealthRoutesOptions {
  readonly monitor: HealthMonitor;
  readonly context: () => HealthContext;
}

/** `/health`, `/health/live`, `/health/ready`, and the old names of the last two. Open to all, like the page itself. */
export function addHealthRoutes(server: FastifyInstance, { monitor, context }: HealthRoutesOptions): void {
  server.get('/health', async (_request, reply) => {
    const document = healthDocument(await monitor.report(), context());
    return reply.code(document.status === 'unhealthy' ? 503 : 200).send(document);
  });
  for (const path of ['/health/ready', '/readiness']) {
    server.get(path, async (_request, reply) => {
      const report = await monitor.report();
      const now = context();
      return reply.code(isReady(report, now) ? 200 : 503).send(healthDocument(report, now));
    });
  }
  for (const path of ['/health/live', '/liveness']) {
    server.get(path, () => ({ status: 'alive', uptime_seconds: context().uptimeSeconds }));
  }
}
