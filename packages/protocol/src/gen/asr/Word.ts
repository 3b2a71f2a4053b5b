// Original file: proto/asr.proto

import type { Long } from '@grpc/proto-loader';

export interface Word {
  'text'?: (string);
  'start_ms'?: (number | string | Long);
  'end_ms'?: (number | string | Long);
  'confidence'?: (number | string);
}

export interface Word__Output {
  'text': (string);
  'start_ms': (number);
  'end_ms': (number);
  'confidence': (number);
}
