// Original file: proto/asr.proto

import type { Capabilities as _asr_Capabilities, Capabilities__Output as _asr_Capabilities__Output } from '../asr/Capabilities.js';

export interface GetCapabilitiesResponse {
  'capabilities'?: (_asr_Capabilities | null);
  'resident_models'?: (string)[];
  'metrics'?: ({[key: string]: number | string});
  'worker_name'?: (string);
  'default_model_id'?: (string);
  'hardware'?: ({[key: string]: string});
}

export interface GetCapabilitiesResponse__Output {
  'capabilities': (_asr_Capabilities__Output | null);
  'resident_models': (string)[];
  'metrics': ({[key: string]: number});
  'worker_name': (string);
  'default_model_id': (string);
  'hardware': ({[key: string]: string});
}
