// Original file: proto/asr.proto

import type { ControlCommand as _asr_ControlCommand, ControlCommand__Output as _asr_ControlCommand__Output } from '../asr/ControlCommand.js';

export interface ControlRequest {
  'session_id'?: (string);
  'command'?: (_asr_ControlCommand);
}

export interface ControlRequest__Output {
  'session_id': (string);
  'command': (_asr_ControlCommand__Output);
}
