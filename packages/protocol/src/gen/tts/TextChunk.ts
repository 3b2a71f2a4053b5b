// Original file: proto/tts.proto

import type { ControlCommand as _tts_ControlCommand, ControlCommand__Output as _tts_ControlCommand__Output } from '../tts/ControlCommand.js';
import type { Long } from '@grpc/proto-loader';

export interface TextChunk {
  'session_id'?: (string);
  'text'?: (string);
  'is_final'?: (boolean);
  'sequence_number'?: (number | string | Long);
  'generation'?: (number | string | Long);
  'control'?: (_tts_ControlCommand);
  'credit_frames'?: (number);
  'frames_per_message'?: (number);
  '_control'?: "control";
  '_credit_frames'?: "credit_frames";
  '_frames_per_message'?: "frames_per_message";
}

export interface TextChunk__Output {
  'session_id': (string);
  'text': (string);
  'is_final': (boolean);
  'sequence_number': (number);
  'generation': (number);
  'control'?: (_tts_ControlCommand__Output);
  'credit_frames'?: (number);
  'frames_per_message'?: (number);
  '_control'?: "control";
  '_credit_frames'?: "credit_frames";
  '_frames_per_message'?: "frames_per_message";
}
