export {
  type HealthCheckName,
  ORCHESTRATOR_VARIABLES,
  type OrchestratorConfig,
  orchestratorConfigSchema,
  parseOrchestratorConfig,
} from './config.js';
export { assertCanListen } from './http/assert-can-listen.js';
export type { OfferedCatalogue, OfferedModel, OfferedVoice } from './http/catalogue-routes.js';
export type { CheckOutcome, HealthCheck, HealthChecks } from './http/health-monitor.js';
export type { ServerAddress } from './http/http-server.js';
export {
  createEndOfTurnService,
  createListenerFactory,
  type EndOfTurnService,
  type EndOfTurnServiceOptions,
  type Listener,
  type ListenerFactory,
  type ListenerFactoryOptions,
  type ListenerOptions,
  type VadSettings,
} from './listening/index.js';
export {
  createOrchestrator,
  type Orchestrator,
  type OrchestratorOptions,
  type SessionKeeper,
} from './orchestrator.js';
export {
  createEchoResponder,
  createLlamaResponder,
  createOpenAiResponder,
  createRulesResponder,
  type LlamaResponder,
  type LlamaResponderOptions,
  type OpenAiResponderOptions,
  type RulesResponderOptions,
} from './responders/index.js';
export type { ClientSettings } from './session-host/client-settings.js';
export { configuredVad } from './session-host/configured-vad.js';
export {
  createRedisSessionStore,
  type RedisSessionStoreOptions,
} from './session-host/resumption/redis-session-store.js';
export type { ClaimedSession, SessionStore, StoredSession } from './session-host/resumption/session-store.js';
export type { SessionHandle, TypedText } from './session-host/session-handle.js';
export type { AttachOptions, SessionHost } from './session-host/session-host.js';
export {
  createRedisRoomClaims,
  type RedisRoomClaimsOptions,
} from './transports/livekit/redis-room-claims.js';
export type { RoomClaims } from './transports/livekit/room-claims.js';
export {
  createMemoryLeases,
  createMemoryRegistry,
  createRecognitionPort,
  createRedisAffinity,
  createRedisLeases,
  createRedisRegistry,
  createRouter,
  createSynthesisPort,
  createWorkerTelemetry,
  DEFAULT_ROUTING_POLICIES,
  findSlot,
  type LeaseTable,
  type MemoryRegistryOptions,
  parseStrategy,
  parseWorkerEntry,
  type RecognitionPortOptions,
  type RedisLeasesOptions,
  type RedisRegistryOptions,
  ROUTING_STRATEGIES,
  type Router,
  type RoutingPolicy,
  type RoutingStrategy,
  type SynthesisPortOptions,
  type WorkerEntry,
  type WorkerKind,
  type WorkerRecognition,
  type WorkerRegistry,
  type WorkerSideOptions,
  type WorkerSynthesis,
  type WorkerTelemetry,
} from './workers/index.js';
