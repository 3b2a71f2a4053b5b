// Original file: proto/tts.proto


export interface StartSessionResponse {
  'success'?: (boolean);
  'message'?: (string);
}

export interface StartSessionResponse__Output {
  'success': (boolean);
  'message': (string);
}
