import type { Catalogue, ModelTask } from '@parley/models';
import { assertCanListen, createMemoryRegistry, type OrchestratorConfig } from '@parley/orchestrator';
import { createLogger, createMetrics, createShutdown, createSystemClock } from '@parley/runtime';
import type { Command } from 'commander';
import { type CommandContext, note } from '../context.js';
import { startEmbeddedWorkers } from '../embedded/embedded-workers.js';
import { ensureModels } from '../models/ensure-models.js';
import { openModelStore } from '../models/open-store.js';
import { loadOrchestratorConfig, type OrchestratorFlags } from '../server/load-orchestrator-config.js';
import { logFormatOf } from '../server/log-format.js';
import { recogniserOfSize } from '../server/recogniser-choice.js';
import { runUntilShutdown } from '../server/run-until-shutdown.js';
import { startOrchestrator } from '../server/start-orchestrator.js';

export interface ServeOptions extends OrchestratorFlags {
  readonly ttsModel?: string;
  readonly asrModel?: string;
}

/** `parley serve`: both tiers on this machine, without configuration, keys or other servers. */
export function addServeCommand(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('start everything on this machine: the server and one worker each to speak and to listen')
    .option('--config <file>', 'configuration of the orchestrator (YAML)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default 8080)')
    .option('--tts-model <id>', 'model that speaks (default: that of the catalogue)')
    .option('--asr-model <id>', 'model that listens (default: that of the catalogue)')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action((options: ServeOptions) => serve(context, options));
}

/** Runs until it is told to end. Throws `ParleyError` that says what to mend. */
export async function serve(context: CommandContext, options: ServeOptions): Promise<void> {
  const { value: config } = loadOrchestratorConfig(context, options);
  // Before the models are loaded, which takes a while.
  await assertCanListen(config.transport.websocket.host, config.transport.websocket.port);
  const logFormat = logFormatOf(context, config.log_format);
  const logger = createLogger({
    name: 'parley',
    level: config.log_level,
    format: logFormat,
    content: config.log.content,
  });
  const store = await openModelStore(context);
  const { catalogue } = store;
  const tts = options.ttsModel ?? catalogue.defaults('tts')[0]?.id;
  const asr =
    config.asr.enabled === false
      ? undefined
      : (options.asrModel ?? recogniserOfSize(config.asr) ?? catalogue.defaults('asr')[0]?.id);
  await ensureModels(
    context,
    store,
    [tts, asr, ...listeningModels(config, catalogue)].filter((id) => id !== undefined),
  );

  const clock = createSystemClock();
  const metrics = createMetrics({ processMetrics: true });
  const shutdown = createShutdown({ logger });
  const registry = createMemoryRegistry({ clock, ttlMs: Number.POSITIVE_INFINITY });
  shutdown.add('registry', () => registry.close());
  await runUntilShutdown(context, shutdown, async () => {
    const workers = await startEmbeddedWorkers({
      registry,
      clock,
      logger,
      metrics,
      modelsDirectory: store.directory,
      models: { ...(tts === undefined ? {} : { tts }), ...(asr === undefined ? {} : { asr }) },
      recogniser: config.asr,
      logLevel: config.log_level,
      logFormat,
      visibleDevices: context.env.CUDA_VISIBLE_DEVICES,
    });
    shutdown.add('workers', () => workers.close());
    shutdown.signal.throwIfAborted();
    const running = await startOrchestrator({ config, registry, models: store, clock, logger, metrics });
    const graceMs = config.graceful_shutdown_timeout_s * 1000;
    shutdown.add('orchestrator', () => running.drain(), { timeoutMs: graceMs + 5_000 });
    shutdown.signal.throwIfAborted();
    const { url } = running.orchestrator.address;
    note(
      context,
      `parley is ready: open ${url} in a browser, or talk to it from a terminal: parley talk --host ${url}`,
    );
  });
}

/** What the configuration listens with. */
function listeningModels({ vad, turn }: OrchestratorConfig, catalogue: Catalogue): readonly string[] {
  const tasks: ModelTask[] = [];
  if (vad.enabled && vad.engine === 'silero') tasks.push('vad');
  if (vad.enabled && turn.end_of_turn_model) tasks.push('end-of-turn');
  return tasks.flatMap((task) => catalogue.defaults(task)).map(({ id }) => id);
}
