import { createSystemClock, type Logger, type Metrics, type TraceExporter } from '@parley/runtime';
import type { Clock, EndOfTurnPort, RecognitionPort, ResponderPort, SynthesisPort } from '@parley/session';
import type { OrchestratorConfig } from './config.js';
import { type Access, createAccess } from './http/access.js';
import {
  addCatalogueRoutes,
  createRegistryCatalogue,
  type OfferedCatalogue,
} from './http/catalogue-routes.js';
import { defaultHealthChecks, requiredChecks } from './http/default-checks.js';
import type { HealthContext } from './http/health-document.js';
import { createHealthMonitor, type HealthChecks } from './http/health-monitor.js';
import { addHealthRoutes } from './http/health-routes.js';
import { createHttpServer, type ServerAddress } from './http/http-server.js';
import { addLiveKitRoutes } from './http/livekit-routes.js';
import { addMetricsRoutes } from './http/metrics-routes.js';
import { createRateLimit } from './http/rate-limit.js';
import { defineWorkerGauges } from './http/worker-gauges.js';
import type { ListenerFactory } from './listening/listener.js';
import { createMemorySessionStore } from './session-host/resumption/memory-session-store.js';
import { createResumption } from './session-host/resumption/resumption.js';
import type { SessionStore } from './session-host/resumption/session-store.js';
import { createSessionHost, type SessionHost } from './session-host/session-host.js';
import { createSessionMetrics } from './session-host/session-metrics.js';
import { sessionDefaults } from './session-host/session-policies.js';
import { createTurnTracing } from './session-host/turn-tracing.js';
import { countWorkerTasks } from './session-host/worker-tasks.js';
import type { LiveKitTransport } from './transports/livekit/livekit-transport.js';
import { createReadiness } from './transports/livekit/readiness.js';
import type { RoomClaims } from './transports/livekit/room-claims.js';
import { createWebSocketTransport } from './transports/websocket/websocket-transport.js';
import type { WorkerRegistry } from './workers/registry.js';
import type { WorkerModels } from './workers/worker-models.js';

/**
 * The orchestrator of one process: the one port, its surfaces, and the sessions behind them. Owns what it makes
 * (server, transports, sessions); what was passed in stays with whoever passed it.
 */
export interface Orchestrator {
  readonly address: ServerAddress;
  readonly host: SessionHost;
  /**
   * The answer to SIGTERM: not ready at once, no new sessions, running replies end within `graceMs` (default
   * `graceful_shutdown_timeout_s`), then `session_end` with `shutdown`, and `close()`.
   */
  drain(graceMs?: number): Promise<void>;
  /** Ends everything now. Idempotent. */
  close(): Promise<void>;
}

export interface OrchestratorOptions {
  readonly config: OrchestratorConfig;
  readonly registry: WorkerRegistry;
  readonly synthesis: SynthesisPort & SessionKeeper & { readonly models?: WorkerModels | undefined };
  readonly recognition: RecognitionPort & SessionKeeper;
  readonly responder: ResponderPort;
  /** Absent: turns end by silence alone. */
  readonly endOfTurn?: EndOfTurnPort | undefined;
  /** Absent: microphone audio is ignored. */
  readonly listeners?: ListenerFactory | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where the trace of each turn goes. Not owned. Absent: nothing is traced. */
  readonly traces?: TraceExporter | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Files of the built browser client. */
  readonly webDirectory?: string | undefined;
  /** Shown by `/health`. Default `0.0.0`. */
  readonly version?: string | undefined;
  /** Checks that ask the dependencies themselves; each takes the place of the one the registry can answer. */
  readonly healthChecks?: HealthChecks | undefined;
  /** Where sessions are kept for clients that come back. Not owned. Default: in this process. */
  readonly sessionStore?: SessionStore | undefined;
  /** Which server serves a LiveKit room. Not owned. Default: this one, and LiveKit between several. */
  readonly roomClaims?: RoomClaims | undefined;
  /** Default: what registry entries say, and what TTS workers say they could load. */
  readonly catalogue?: OfferedCatalogue | undefined;
}

/** A port that keeps something for a session between its replies. */
export interface SessionKeeper {
  /** The session is over: what is kept for it may go. */
  endSession?(sessionId: string): void;
}

/** Time for clients to answer the close before their sockets are cut off. */
const CLOSE_GRACE_MS = 500;

/** Listens when it resolves. Throws `ParleyError` with a remedy when access or port do not allow it. */
export async function createOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  const { config, registry, logger, metrics } = options;
  const clock = options.clock ?? createSystemClock();
  const startedMs = clock.nowMs();
  const uptimeSeconds = (): number => Math.round(clock.nowMs() - startedMs) / 1000;
  const access = createAccess(config);

  const sessionStore = options.sessionStore ?? createMemorySessionStore({ clock });
  const resumption = createResumption({ store: sessionStore, clock, logger });
  const tracing = options.traces === undefined ? undefined : createTurnTracing(options.traces, clock);
  const ports = tracing?.watch(options) ?? options;
  const host: SessionHost = createSessionHost({
    clock,
    logger,
    ...countWorkerTasks(metrics, ports),
    responder: ports.responder,
    tracing,
    endOfTurn: config.turn.end_of_turn_model ? options.endOfTurn : undefined,
    listeners: config.vad.enabled ? options.listeners : undefined,
    defaults: sessionDefaults(config),
    recognitionAvailable: () =>
      config.asr.enabled === 'auto' ? registry.list('asr').length > 0 : config.asr.enabled,
    onSessionEnded(sessionId) {
      options.synthesis.endSession?.(sessionId);
      options.recognition.endSession?.(sessionId);
    },
    resumption,
    metrics: createSessionMetrics({ metrics, sessionsActive: () => host.sessionCount }),
  });
  const transport = createWebSocketTransport({
    host,
    access,
    clock,
    logger,
    maxConnections: config.transport.websocket.max_connections,
  });
  const livekit = await createLiveKit(options, { host, clock, access });
  const server = await createHttpServer({
    access,
    allowedOrigins: config.auth.allowed_origins,
    trustedProxies: config.transport.websocket.trusted_proxies,
    logger,
    webDirectory: options.webDirectory,
  });

  defineWorkerGauges(metrics, registry);
  addHealthRoutes(server.routes, {
    monitor: createHealthMonitor({
      clock,
      checks: {
        ...defaultHealthChecks(config, registry),
        ...(livekit !== undefined && { livekit: livekit.health }),
        ...options.healthChecks,
      },
    }),
    context: (): HealthContext => ({
      version: options.version ?? '0.0.0',
      uptimeSeconds: uptimeSeconds(),
      now: new Date(),
      draining: host.draining,
      activeSessions: host.sessionCount,
      activeConnections: transport.connectionCount + (livekit?.roomCount ?? 0),
      webSocketConnections: transport.connectionCount,
      required: requiredChecks(config),
    }),
  });
  addMetricsRoutes(server.routes, { metrics, uptimeSeconds });
  addCatalogueRoutes(
    server.routes,
    options.catalogue ?? createRegistryCatalogue(registry, options.synthesis.models),
  );
  addLiveKitRoutes(server.routes, {
    access,
    transport: livekit,
    limit: createRateLimit({
      clock,
      perMinute: config.transport.livekit.connection_details_per_minute,
    }),
  });
  if (config.transport.websocket.enabled) {
    server.onUpgrade('/ws', transport.handleUpgrade);
    server.onUpgrade('/', transport.handleUpgrade);
  }

  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    await host.close();
    const untilMs = clock.nowMs() + CLOSE_GRACE_MS;
    while (transport.connectionCount > 0 && clock.nowMs() < untilMs) {
      await new Promise<void>((resolve) => clock.setTimer(20, resolve));
    }
    await transport.close();
    await livekit?.close();
    await server.close();
    await resumption.close();
  }

  function close(): Promise<void> {
    closing ??= closeAll();
    return closing;
  }

  let address: ServerAddress;
  try {
    address = await server.listen(config.transport.websocket.host, config.transport.websocket.port);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  logger.info({ url: address.url }, 'listening');
  if (config.auth.mode === 'open' && !access.tokenRequired)
    logger.warn('everybody may use this server (auth.mode: open)');

  return {
    address,
    host,
    async drain(graceMs = config.graceful_shutdown_timeout_s * 1000) {
      if (closing === undefined) await host.drain(graceMs);
      await close();
    },
    close,
  };
}

/** Loads the transport, and whatever it needs, only when it is enabled. */
async function createLiveKit(
  { config, registry, logger, roomClaims }: OrchestratorOptions,
  { host, clock, access }: { readonly host: SessionHost; readonly clock: Clock; readonly access: Access },
): Promise<LiveKitTransport | undefined> {
  if (!config.transport.livekit.enabled) return undefined;
  const { createLiveKitTransport } = await import('./transports/livekit/livekit-transport.js');
  return createLiveKitTransport({
    config: config.transport.livekit,
    guarded: access.tokenRequired,
    host,
    clock,
    logger,
    readiness: createReadiness(config, registry),
    claims: roomClaims,
  });
}
