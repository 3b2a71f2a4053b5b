import {
  createLogger,
  createMetrics,
  createShutdown,
  type Logger,
  type Metrics,
  serveMetrics,
} from '@parley/runtime';
import { type RunningWorker, startWorker, type WorkerKind } from '@parley/worker';
import { Argument, type Command } from 'commander';
import { type CommandContext, note } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { ensureModels } from '../models/ensure-models.js';
import { openModelStore } from '../models/open-store.js';
import { defaultModelOf, familiesOf } from '../server/adapter-models.js';
import { logFormatOf } from '../server/log-format.js';
import { loadWorkerConfig, type WorkerConfig, type WorkerFlags } from '../server/worker-config.js';

/** `parley worker tts` and `parley worker asr`: one process that owns models and serves them over gRPC. */
export function addWorkerCommand(program: Command, context: CommandContext): void {
  program
    .command('worker')
    .description('start a worker alone')
    .addArgument(new Argument('<kind>', 'what it does: speak or listen').choices(['tts', 'asr']))
    .option('--config <file>', 'configuration (YAML), as configs/worker.yaml')
    .option('--adapter <type>', 'family of engines: mock, or one of the catalogue')
    .option('--default-model <id>', 'model that serves when none is named')
    .option('--preload <ids...>', 'models to load at start')
    .option('--port <number>', 'gRPC port; 0 takes a free one (default 7001)')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action((kind: WorkerKind, flags: WorkerFlags) => runWorker(context, kind, flags));
}

async function runWorker(context: CommandContext, kind: WorkerKind, flags: WorkerFlags): Promise<void> {
  const { value: config } = loadWorkerConfig(context, kind, flags);
  const { logging, metrics: metricsConfig, model_manager: manager } = config;
  const families = familiesOf(kind, config.adapter.type);
  const store = await openModelStore(context);
  const defaultModelId = manager.default_model_id ?? defaultModelOf(store.catalogue, kind, families);
  const format = logFormatOf(context, logging.format);
  const logger = createLogger({ name: config.worker.name ?? `${kind}-worker`, level: logging.level, format });
  await ensureModels(context, store, [defaultModelId]);

  const metrics = createMetrics({ processMetrics: true });
  const shutdown = createShutdown({ logger });
  shutdown.add('metrics', () => metrics.close());
  try {
    const worker = await startWorker({
      ...workerOptions(config, kind, logger),
      families,
      defaultModelId,
      modelsDirectory: store.directory,
    });
    shutdown.add('worker', () => worker.drain());
    exposeWorker(metrics, worker);
    if (metricsConfig.enabled) {
      const exposed = await serveMetrics({
        metrics,
        host: config.worker.grpc_host,
        port: metricsConfig.prometheus_port,
      });
      shutdown.add('metrics server', () => exposed.close());
    }
    note(context, `the ${kind} worker is ready at ${worker.addr}`);
  } catch (error) {
    await shutdown.trigger('the start failed');
    throw error;
  }
  const { failed } = await shutdown.done;
  context.exitCode = failed.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}

function workerOptions(config: WorkerConfig, kind: WorkerKind, logger: Logger) {
  const { worker, model_manager: manager } = config;
  const { max_concurrent_sessions: maxConcurrentSessions, ...capabilities } = worker.capabilities;
  return {
    kind,
    logger,
    name: worker.name,
    grpcHost: worker.grpc_host,
    grpcPort: worker.grpc_port,
    advertiseAddr: worker.advertise_addr,
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

/** What the worker tells the registry about its load, for Prometheus. */
function exposeWorker(metrics: Metrics, worker: RunningWorker): void {
  const read = (key: string) => () => worker.entry.metrics[key] ?? 0;
  metrics.gauge({
    name: 'parley_worker_active_sessions',
    help: 'Sessions that the worker holds.',
    read: read('active_sessions'),
  });
  metrics.gauge({
    name: 'parley_worker_queue_depth',
    help: 'Work that waits for a lane.',
    read: read('queue_depth'),
  });
  metrics.gauge({
    name: 'parley_worker_models_loaded',
    help: 'Models in memory.',
    read: read('models_loaded'),
  });
  metrics.gauge({
    name: 'parley_worker_real_time_factor',
    help: 'Time of inference by length of audio, lately.',
    read: read('rtf'),
  });
}
