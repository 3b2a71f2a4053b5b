// Original file: proto/asr.proto

import type { ModelInfo as _asr_ModelInfo, ModelInfo__Output as _asr_ModelInfo__Output } from '../asr/ModelInfo.js';

export interface ListModelsResponse {
  'models'?: (_asr_ModelInfo)[];
}

export interface ListModelsResponse__Output {
  'models': (_asr_ModelInfo__Output)[];
}
