import { hostname } from 'node:os';
import type { Logger } from '@parley/runtime';
import type { WorkerKind, WorkerOptions } from '@parley/worker';
import type { CommandContext } from '../context.js';
import type { WorkerConfig } from './worker-config.js';
import { workerHardware } from './worker-hardware.js';

/** What the configuration says about a worker, as `startWorker` takes it; all but its models. */
export async function workerOptions(
  context: CommandContext,
  config: WorkerConfig,
  kind: WorkerKind,
  logger: Logger,
  device = 'auto',
): Promise<Omit<WorkerOptions, 'defaultModelId'>> {
  const { worker, model_manager: manager, audio, tls } = config;
  const { max_concurrent_sessions: maxConcurrentSessions, ...capabilities } = worker.capabilities;
  const { hardware, executionProvider } = await workerHardware(context.env.CUDA_VISIBLE_DEVICES, device);
  if (hardware.gpu_unused !== undefined) logger.warn({ hardware }, hardware.gpu_unused);
  return {
    kind,
    logger,
    hardware,
    executionProvider,
    name: workerName(config, kind),
    grpcHost: worker.grpc_host,
    grpcPort: worker.grpc_port,
    advertiseAddr: worker.advertise_addr,
    tls,
    targetLufs: audio.normalization_enabled ? audio.loudness_target_lufs : 'off',
    lanes: worker.lanes,
    maxConcurrentSessions,
    capabilities,
    preloadModelIds: manager.preload_model_ids,
    modelManager: {
      ttlMs: manager.ttl_ms,
      residentCap: manager.resident_cap,
      maxParallelLoads: manager.max_parallel_loads,
      warmupEnabled: manager.warmup_enabled,
      warmupText: manager.warmup_text,
      ...(manager.min_residency_ms === undefined ? {} : { minResidencyMs: manager.min_residency_ms }),
      ...(manager.evict_check_interval_ms === undefined
        ? {}
        : { evictCheckIntervalMs: manager.evict_check_interval_ms }),
    },
  };
}

/** One name a worker in the whole system: several share a machine, and machines in containers share process ids. */
export function workerName(config: WorkerConfig, kind: WorkerKind): string {
  return config.worker.name ?? `${kind}-${hostname()}-${process.pid}`;
}
