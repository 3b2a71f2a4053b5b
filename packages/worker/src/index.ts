export type { WorkerEntry } from './capabilities.js';
export { type GpuReading, hardwareFacts, type NvidiaSmi, readGpus } from './hardware/gpu-facts.js';
export { attachToProcess, type ChildProcessEnd } from './parent-process.js';
export {
  type RedisRegistration,
  type RedisRegistrationOptions,
  registerInRedis,
} from './registration/redis-registration.js';
export { type RunningWorker, startWorker } from './start-worker.js';
export type {
  DeclaredCapabilities,
  FrameListener,
  ModelManagerSettings,
  ModelSource,
  WorkerKind,
  WorkerOptions,
} from './worker-options.js';
