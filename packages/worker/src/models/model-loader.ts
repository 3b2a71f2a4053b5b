import type { EngineModel } from '@parley/engines';
import type { Inference } from '@parley/models';

/** Puts models into memory and takes them out again. Without a memory of its own: the model manager decides when. */
export interface ModelLoader {
  /** Throws `ParleyError` NOT_FOUND that names the id. */
  resolve(id: string): Promise<EngineModel>;
  load(model: EngineModel): Promise<LoadedModel>;
  /** Runs the model once, so that the first session finds it warm. */
  warmUp(id: string, text: string): Promise<void>;
  unload(id: string): Promise<void>;
}

/** What is known about a model once it is in memory. */
export interface LoadedModel {
  readonly languages: readonly string[];
  /** Session options that it honours. */
  readonly options: readonly string[];
  /** Of its audio; 16,000 for recognisers. */
  readonly sampleRateHz: number;
  /** What its nets run on; undefined for models without any here. */
  readonly inference?: Inference | undefined;
}
