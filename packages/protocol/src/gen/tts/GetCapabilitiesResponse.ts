// Original file: proto/tts.proto

import type { Capabilities as _tts_Capabilities, Capabilities__Output as _tts_Capabilities__Output } from '../tts/Capabilities.js';

export interface GetCapabilitiesResponse {
  'capabilities'?: (_tts_Capabilities | null);
  'resident_models'?: (string)[];
  'metrics'?: ({[key: string]: number | string});
  'worker_name'?: (string);
  'default_model_id'?: (string);
  'hardware'?: ({[key: string]: string});
}

export interface GetCapabilitiesResponse__Output {
  'capabilities': (_tts_Capabilities__Output | null);
  'resident_models': (string)[];
  'metrics': ({[key: string]: number});
  'worker_name': (string);
  'default_model_id': (string);
  'hardware': ({[key: string]: string});
}
