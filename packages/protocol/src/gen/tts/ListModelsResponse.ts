// Original file: proto/tts.proto

import type { ModelInfo as _tts_ModelInfo, ModelInfo__Output as _tts_ModelInfo__Output } from '../tts/ModelInfo.js';

export interface ListModelsResponse {
  'models'?: (_tts_ModelInfo)[];
}

export interface ListModelsResponse__Output {
  'models': (_tts_ModelInfo__Output)[];
}
