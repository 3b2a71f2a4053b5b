export { type Catalogue, loadCatalogue, modelSizeBytes, parseCatalogue } from './catalogue/catalogue.js';
export { modelsDirectory } from './catalogue/models-directory.js';
export type { CatalogueModel, FileSource, ModelFile, ModelTask, SingleSource } from './catalogue/schema.js';
export {
  createLane,
  type Lane,
  type LaneCall,
  type LaneCallOptions,
  type LaneHandler,
  type LaneOptions,
  type LaneServerCall,
  type ServeLaneOptions,
  serveLane,
  transferring,
  yieldToMessages,
} from './lanes/index.js';
export {
  chooseExecutionProvider,
  type ExecutionProvider,
  hasCudaProvider,
  type Inference,
} from './onnx/execution-provider.js';
export { createInferenceSession } from './onnx/inference-session.js';
export { createSileroVad, type SileroStream, type SileroVad } from './onnx/silero-vad.js';
export { createSmartTurn, type SmartTurn } from './onnx/smart-turn.js';
export {
  createModelStore,
  type InstalledModel,
  type ModelStatus,
  type ModelStore,
  type ModelStoreOptions,
  type StorePullOptions,
} from './store/model-store.js';
export type { PullProgress, PullProgressListener } from './store/progress.js';
export { createEnergyVad, type EnergyVad, type EnergyVerdict } from './vad/energy-vad.js';
export { createNoiseFloor, levelOf, type NoiseFloor, type NoiseFloorOptions } from './vad/noise-floor.js';
