// Original file: proto/tts.proto

import type { Long } from '@grpc/proto-loader';

export interface WordMark {
  'text_sequence_number'?: (number | string | Long);
  'text_offset'?: (number);
  'text_length'?: (number);
  'start_sample'?: (number | string | Long);
  'end_sample'?: (number | string | Long);
}

export interface WordMark__Output {
  'text_sequence_number': (number);
  'text_offset': (number);
  'text_length': (number);
  'start_sample': (number);
  'end_sample': (number);
}
