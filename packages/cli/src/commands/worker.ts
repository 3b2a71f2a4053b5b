import {
  collectGarbageAsWorker,
  createLogger,
  createMetrics,
  createShutdown,
  createSystemClock,
  type Logger,
  serveMetrics,
} from '@parley/runtime';
import {
  type RedisRegistration,
  type RunningWorker,
  registerInRedis,
  startWorker,
  type WorkerKind,
} from '@parley/worker';
import { Argument, type Command } from 'commander';
import { type CommandContext, note } from '../context.js';
import { endWithParent } from '../fleet/end-with-parent.js';
import { ensureModels } from '../models/ensure-models.js';
import { openModelStore } from '../models/open-store.js';
import { configuredModelsOf, defaultModelOf, familiesOf } from '../server/adapter-models.js';
import { logFormatOf } from '../server/log-format.js';
import { recogniserOfSize, recogniserVariables, unmetWishes } from '../server/recogniser-choice.js';
import { redisUrl } from '../server/redis-url.js';
import { runUntilShutdown } from '../server/run-until-shutdown.js';
import { loadWorkerConfig, type WorkerConfig, type WorkerFlags } from '../server/worker-config.js';
import { exposeWorker } from '../server/worker-metrics.js';
import { workerName, workerOptions } from '../server/worker-options.js';

/** `parley worker tts` and `parley worker asr`: one process that owns models and serves them over gRPC. */
export function addWorkerCommand(program: Command, context: CommandContext): void {
  program
    .command('worker')
    .description('start a worker alone')
    .addArgument(new Argument('<kind>', 'what it does: speak or listen').choices(['tts', 'asr']))
    .option('--config <file>', 'configuration (YAML), as configs/worker.yaml')
    .option('--adapter <type>', 'family of engines: mock, or one of the catalogue')
    .option('--default-model <id>', 'model that serves when none is named')
    .option('--preload <ids...>', 'models to load at start, with blanks or commas between them')
    .option('--port <number>', 'gRPC port; 0 takes a free one (default 7001)')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action((kind: WorkerKind, flags: WorkerFlags) => runWorker(context, kind, flags));
}

async function runWorker(context: CommandContext, kind: WorkerKind, flags: WorkerFlags): Promise<void> {
  collectGarbageAsWorker();
  const { value: config } = loadWorkerConfig(context, kind, flags);
  const { logging, metrics: metricsConfig, model_manager: manager } = config;
  const families = familiesOf(kind, config.adapter.type);
  const store = await openModelStore(context);
  const configured = await configuredModelsOf(context, store, kind, config.adapter);
  // Other families have models of their own, which have no such sizes.
  const isBuiltIn = kind === 'asr' && (families === undefined || families.includes('moonshine'));
  const recogniser = isBuiltIn && configured === undefined ? recogniserVariables(context) : undefined;
  const defaultModelId =
    manager.default_model_id ??
    configured?.defaultModelId ??
    (recogniser && recogniserOfSize(recogniser)) ??
    defaultModelOf(store.catalogue, kind, families);
  const format = logFormatOf(context, logging.format);
  const logger = createLogger({ name: workerName(config, kind), level: logging.level, format });
  if (configured === undefined) await ensureModels(context, store, [defaultModelId]);

  const metrics = createMetrics({ processMetrics: true });
  const shutdown = createShutdown({ logger });
  endWithParent(shutdown);
  shutdown.add('metrics', () => metrics.close());
  await runUntilShutdown(context, shutdown, async () => {
    const options = await workerOptions(context, config, kind, logger, recogniser?.device);
    if (recogniser !== undefined) {
      for (const line of unmetWishes(recogniser, options.executionProvider ?? 'cpu')) logger.warn(line);
    }
    const worker = await startWorker({
      ...options,
      families,
      defaultModelId,
      modelsDirectory: store.directory,
      models: configured,
      reloadModels:
        configured === undefined
          ? undefined
          : async () => {
              const { adapter } = loadWorkerConfig(context, kind, flags).value;
              return (await configuredModelsOf(context, store, kind, adapter)) ?? configured;
            },
    });
    shutdown.add('worker', () => worker.drain());
    const registration = register(config, worker, logger);
    // Closed before the worker is: nobody is sent to a worker that drains.
    if (registration !== undefined) shutdown.add('registration', () => registration.close());
    await exposeWorker({ metrics, worker, registration, visibleDevices: context.env.CUDA_VISIBLE_DEVICES });
    if (metricsConfig.enabled) {
      const exposed = await serveMetrics({
        metrics,
        host: config.worker.grpc_host,
        port: metricsConfig.prometheus_port,
        health: () => workerHealth(worker, registration),
      });
      shutdown.add('metrics server', () => exposed.close());
      logger.info({ port: exposed.port }, 'metrics are served');
    }
    note(context, `the ${kind} worker is ready at ${worker.addr}`);
  });
}

function register(
  config: WorkerConfig,
  worker: RunningWorker,
  logger: Logger,
): RedisRegistration | undefined {
  const url = redisUrl(config.redis);
  if (url === undefined) return undefined;
  return registerInRedis({
    url,
    entry: () => worker.entry,
    clock: createSystemClock(),
    logger,
    keyPrefix: config.redis.worker_key_prefix,
    ttlMs: config.redis.registration_ttl_seconds * 1000,
    heartbeatMs: config.redis.heartbeat_interval_seconds * 1000,
  });
}

/** A worker that its registry does not know serves those who know it: that is no reason to restart it. */
function workerHealth({ entry }: RunningWorker, registration: RedisRegistration | undefined) {
  const redis = registration === undefined ? 'disabled' : registration.registered ? 'ok' : 'unreachable';
  return {
    ok: true,
    document: {
      status: redis === 'unreachable' ? 'degraded' : 'healthy',
      service: 'parley-worker',
      name: entry.name,
      kind: entry.kind,
      redis,
      resident_models: entry.resident_models,
      metrics: entry.metrics,
      hardware: entry.hardware,
    },
  };
}
