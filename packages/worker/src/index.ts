export type { WorkerEntry } from './capabilities.js';
export { attachToProcess, type ChildProcessEnd } from './parent-process.js';
export { type RunningWorker, startWorker } from './start-worker.js';
export type {
  DeclaredCapabilities,
  FrameListener,
  ModelManagerSettings,
  ModelSource,
  WorkerKind,
  WorkerOptions,
} from './worker-options.js';
