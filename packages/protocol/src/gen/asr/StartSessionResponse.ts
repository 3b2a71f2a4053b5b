// Original file: proto/asr.proto


export interface StartSessionResponse {
  'success'?: (boolean);
  'message'?: (string);
}

export interface StartSessionResponse__Output {
  'success': (boolean);
  'message': (string);
}
