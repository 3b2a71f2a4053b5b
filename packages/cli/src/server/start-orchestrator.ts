import type { ModelStore } from '@parley/models';
import {
  configuredVad,
  createEndOfTurnService,
  createListenerFactory,
  createOrchestrator,
  createRedisRoomClaims,
  createRedisSessionStore,
  type EndOfTurnService,
  type ListenerFactory,
  type Orchestrator,
  type OrchestratorConfig,
  type WorkerRegistry,
} from '@parley/orchestrator';
import {
  collectGarbageAsServer,
  createOtlpExporter,
  type Logger,
  type Metrics,
  type SystemClock,
  type TraceExporter,
} from '@parley/runtime';
import { createResponder } from './create-responder.js';
import { redisUrl } from './redis-url.js';
import { findWebDirectory } from './web-directory.js';
import { createWorkerPorts } from './worker-ports.js';

export interface StartOrchestratorOptions {
  readonly config: OrchestratorConfig;
  /** Not owned. */
  readonly registry: WorkerRegistry;
  /** Where the models for listening are. Missing ones are done without, and the log says so. */
  readonly models: ModelStore;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** An orchestrator with everything that its configuration asks for. Owns what it is made of. */
export interface RunningOrchestrator {
  readonly orchestrator: Orchestrator;
  /** No new sessions; replies end within the grace time of the configuration; then `close`. */
  drain(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Listens when it resolves. Throws `ParleyError` that says what to mend. */
export async function startOrchestrator(options: StartOrchestratorOptions): Promise<RunningOrchestrator> {
  const { config, registry, clock, logger, metrics } = options;
  collectGarbageAsServer();
  const ports = createWorkerPorts(options);
  const listeners = config.vad.enabled ? await openListeners(options) : undefined;
  const endOfTurn =
    config.vad.enabled && config.turn.end_of_turn_model ? await openEndOfTurn(options) : undefined;
  const chosen = await createResponder(options);
  const traces = openTraces(options);
  const url = redisUrl(config.redis);
  const sessionStore = url === undefined ? undefined : createRedisSessionStore({ url, logger });
  const roomClaims =
    url === undefined || !config.transport.livekit.enabled
      ? undefined
      : createRedisRoomClaims({ url, clock, logger });

  async function release(): Promise<void> {
    await listeners?.close();
    await endOfTurn?.close();
    await chosen.close();
    await ports.close();
    await sessionStore?.close();
    await roomClaims?.close();
    await traces?.close();
  }

  let orchestrator: Orchestrator;
  try {
    orchestrator = await createOrchestrator({
      config,
      registry,
      synthesis: ports.synthesis,
      recognition: ports.recognition,
      healthChecks: ports.healthChecks,
      responder: chosen.responder,
      endOfTurn,
      listeners,
      sessionStore,
      roomClaims,
      logger,
      metrics,
      traces,
      clock,
      webDirectory: findWebDirectory(),
      version: '0.1.0',
    });
  } catch (error) {
    await release();
    throw error;
  }
  return {
    orchestrator,
    async drain() {
      await orchestrator.drain();
      await release();
    },
    async close() {
      await orchestrator.close();
      await release();
    },
  };
}

function openListeners({
  config,
  models,
  logger,
  metrics,
  clock,
}: StartOrchestratorOptions): Promise<ListenerFactory> {
  return createListenerFactory({ models, logger, metrics, clock, ...configuredVad(config) });
}

function openTraces({ config, logger }: StartOrchestratorOptions): TraceExporter | undefined {
  const { otlp_endpoint: endpoint, otlp_headers: headers, service_name: serviceName } = config.tracing;
  if (endpoint === undefined) return undefined;
  return createOtlpExporter({ endpoint, headers, serviceName, logger });
}

async function openEndOfTurn({
  models,
  logger,
  metrics,
}: StartOrchestratorOptions): Promise<EndOfTurnService | undefined> {
  try {
    return await createEndOfTurnService({ models, metrics });
  } catch (error) {
    logger.warn(
      { reason: error instanceof Error ? error.message : String(error) },
      'turns end by silence alone',
    );
    return undefined;
  }
}
