// Original file: proto/asr.proto

import type { ControlCommand as _asr_ControlCommand, ControlCommand__Output as _asr_ControlCommand__Output } from '../asr/ControlCommand.js';
import type { Long } from '@grpc/proto-loader';

export interface AudioChunk {
  'session_id'?: (string);
  'audio_data'?: (Buffer | Uint8Array | string);
  'sample_rate'?: (number);
  'sequence_number'?: (number | string | Long);
  'is_final'?: (boolean);
  'utterance'?: (number | string | Long);
  'control'?: (_asr_ControlCommand);
  'flush'?: (boolean);
  '_control'?: "control";
}

export interface AudioChunk__Output {
  'session_id': (string);
  'audio_data': (Buffer);
  'sample_rate': (number);
  'sequence_number': (number);
  'is_final': (boolean);
  'utterance': (number);
  'control'?: (_asr_ControlCommand__Output);
  'flush': (boolean);
  '_control'?: "control";
}
