import type { OrchestratorConfig } from '@parley/orchestrator';

/** Where a speech worker of this machine listens unless it is told otherwise. */
const LOCAL_WORKER = 'grpc://localhost:7001';

/**
 * The configuration, with a speech worker on this machine where neither Redis nor an address says who speaks: nobody
 * could register there.
 */
export function withLocalWorker(config: OrchestratorConfig): OrchestratorConfig {
  const { redis, workers, routing } = config;
  if (redis.url !== undefined || routing.static_worker_addr !== undefined) return config;
  return { ...config, workers: { ...workers, tts_worker_url: workers.tts_worker_url ?? LOCAL_WORKER } };
}
