export type { LeaseTable } from './leases/lease-table.js';
export { createMemoryLeases } from './leases/memory-leases.js';
export { createRedisLeases, type RedisLeasesOptions } from './leases/redis-leases.js';
export { createMemoryRegistry, type MemoryRegistryOptions } from './memory-registry.js';
export {
  createRecognitionPort,
  type RecognitionPortOptions,
  type WorkerRecognition,
} from './recognition/recognition-port.js';
export { createRedisRegistry, type RedisRegistryOptions } from './redis-registry.js';
export type { WorkerEntry, WorkerKind, WorkerRegistry } from './registry.js';
export { DEFAULT_ROUTING_POLICIES, type RoutingPolicy } from './routing/policy.js';
export { createRedisAffinity } from './routing/redis-affinity.js';
export { createRouter, type Router } from './routing/router.js';
export { parseStrategy, ROUTING_STRATEGIES, type RoutingStrategy } from './routing/strategies.js';
export { findSlot } from './slot-search.js';
export {
  createSynthesisPort,
  type SynthesisPortOptions,
  type WorkerSynthesis,
} from './synthesis/synthesis-port.js';
export { createWorkerTelemetry, type WorkerTelemetry } from './telemetry.js';
export { parseWorkerEntry } from './worker-entry.js';
export type { WorkerSideOptions } from './worker-side.js';
