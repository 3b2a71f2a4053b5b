// Original file: proto/asr.proto

import type { Long } from '@grpc/proto-loader';

export interface ControlResponse {
  'success'?: (boolean);
  'message'?: (string);
  'timestamp_ms'?: (number | string | Long);
}

export interface ControlResponse__Output {
  'success': (boolean);
  'message': (string);
  'timestamp_ms': (number);
}
