// Original file: proto/tts.proto

import type { WordMark as _tts_WordMark, WordMark__Output as _tts_WordMark__Output } from '../tts/WordMark.js';
import type { Long } from '@grpc/proto-loader';

export interface AudioFrame {
  'session_id'?: (string);
  'audio_data'?: (Buffer | Uint8Array | string);
  'sample_rate'?: (number);
  'frame_duration_ms'?: (number);
  'sequence_number'?: (number | string | Long);
  'is_final'?: (boolean);
  'generation'?: (number | string | Long);
  'sample_position'?: (number | string | Long);
  'words'?: (_tts_WordMark)[];
  'stopped'?: (boolean);
}

export interface AudioFrame__Output {
  'session_id': (string);
  'audio_data': (Buffer);
  'sample_rate': (number);
  'frame_duration_ms': (number);
  'sequence_number': (number);
  'is_final': (boolean);
  'generation': (number);
  'sample_position': (number);
  'words': (_tts_WordMark__Output)[];
  'stopped': (boolean);
}
