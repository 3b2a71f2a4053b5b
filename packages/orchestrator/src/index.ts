export {
  type HealthCheckName,
  ORCHESTRATOR_VARIABLES,
  type OrchestratorConfig,
  orchestratorConfigSchema,
  parseOrchestratorConfig,
} from './config.js';
export type { OfferedCatalogue, OfferedModel, OfferedVoice } from './http/catalogue-routes.js';
export type { CheckOutcome, HealthCheck, HealthChecks } from './http/health-monitor.js';
export type { ServerAddress } from './http/http-server.js';
export {
  createEndOfTurnService,
  createListenerFactory,
  type EndOfTurnService,
  type Listener,
  type ListenerFactory,
  type ListenerOptions,
} from './listening/index.js';
export { createOrchestrator, type Orchestrator, type OrchestratorOptions } from './orchestrator.js';
export type { ClientSettings } from './session-host/client-settings.js';
export type { SessionHandle, TypedText } from './session-host/session-handle.js';
export type { AttachOptions, SessionHost } from './session-host/session-host.js';
export {
  createMemoryLeases,
  createMemoryRegistry,
  createRecognitionPort,
  createRedisRegistry,
  createSynthesisPort,
  createWorkerTelemetry,
  type LeaseTable,
  parseStrategy,
  type RoutingOptions,
  type WorkerRecognition,
  type WorkerSynthesis,
} from './workers/index.js';
export type { WorkerEntry, WorkerKind, WorkerRegistry } from './workers/registry.js';
