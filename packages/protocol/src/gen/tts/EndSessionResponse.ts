// Original file: proto/tts.proto


export interface EndSessionResponse {
  'success'?: (boolean);
}

export interface EndSessionResponse__Output {
  'success': (boolean);
}
