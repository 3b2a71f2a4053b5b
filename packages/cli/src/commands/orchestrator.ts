import {
  createMemoryRegistry,
  createRedisRegistry,
  createWorkerTelemetry,
  type WorkerRegistry,
} from '@parley/orchestrator';
import { createLogger, createMetrics, createShutdown, createSystemClock } from '@parley/runtime';
import type { Command } from 'commander';
import { type CommandContext, note } from '../context.js';
import { endWithParent } from '../fleet/end-with-parent.js';
import { openModelStore } from '../models/open-store.js';
import { loadOrchestratorConfig, type OrchestratorFlags } from '../server/load-orchestrator-config.js';
import { withLocalWorker } from '../server/local-worker.js';
import { logFormatOf } from '../server/log-format.js';
import { leftToWorkers } from '../server/recogniser-choice.js';
import { redisUrl } from '../server/redis-url.js';
import { runUntilShutdown } from '../server/run-until-shutdown.js';
import { startOrchestrator } from '../server/start-orchestrator.js';

/** `parley orchestrator`: the tier that owns people. Workers are found in Redis, or at the addresses configured. */
export function addOrchestratorCommand(program: Command, context: CommandContext): void {
  program
    .command('orchestrator')
    .description('start the orchestrator alone; workers come from Redis or from the configuration')
    .option('--config <file>', 'configuration (YAML), as configs/orchestrator.yaml')
    .option('--host <address>', 'address to listen on')
    .option('--port <number>', 'port to listen on; 0 takes a free one')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action((flags: OrchestratorFlags) => runOrchestrator(context, flags));
}

async function runOrchestrator(context: CommandContext, flags: OrchestratorFlags): Promise<void> {
  const config = withLocalWorker(loadOrchestratorConfig(context, flags).value);
  const logger = createLogger({
    name: 'orchestrator',
    level: config.log_level,
    format: logFormatOf(context, config.log_format),
    content: config.log.content,
  });
  const left = leftToWorkers(config.asr);
  if (left !== undefined) logger.info(left);
  const clock = createSystemClock();
  const metrics = createMetrics({ processMetrics: true });
  const shutdown = createShutdown({ logger });
  endWithParent(shutdown);
  const { redis } = config;
  const url = redisUrl(redis);
  const registry: WorkerRegistry =
    url === undefined
      ? createMemoryRegistry({ clock })
      : createRedisRegistry({
          url,
          clock,
          logger,
          telemetry: createWorkerTelemetry(metrics),
          keyPrefix: redis.worker_key_prefix,
          ttlMs: redis.worker_ttl_seconds * 1000,
        });
  shutdown.add('registry', () => registry.close());
  await runUntilShutdown(context, shutdown, async () => {
    const models = await openModelStore(context);
    const running = await startOrchestrator({ config, registry, models, clock, logger, metrics });
    const graceMs = config.graceful_shutdown_timeout_s * 1000;
    shutdown.add('orchestrator', () => running.drain(), { timeoutMs: graceMs + 5_000 });
    note(context, `the orchestrator is ready at ${running.orchestrator.address.url}`);
  });
}
