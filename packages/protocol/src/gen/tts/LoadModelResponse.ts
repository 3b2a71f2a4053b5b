// Original file: proto/tts.proto

import type { Long } from '@grpc/proto-loader';

export interface LoadModelResponse {
  'success'?: (boolean);
  'message'?: (string);
  'load_duration_ms'?: (number | string | Long);
}

export interface LoadModelResponse__Output {
  'success': (boolean);
  'message': (string);
  'load_duration_ms': (number);
}
