// Original file: proto/tts.proto

import type { ControlCommand as _tts_ControlCommand, ControlCommand__Output as _tts_ControlCommand__Output } from '../tts/ControlCommand.js';
import type { Long } from '@grpc/proto-loader';

export interface ControlRequest {
  'session_id'?: (string);
  'command'?: (_tts_ControlCommand);
  'generation'?: (number | string | Long);
  '_generation'?: "generation";
}

export interface ControlRequest__Output {
  'session_id': (string);
  'command': (_tts_ControlCommand__Output);
  'generation'?: (number);
  '_generation'?: "generation";
}
