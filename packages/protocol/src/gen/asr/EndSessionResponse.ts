// Original file: proto/asr.proto


export interface EndSessionResponse {
  'success'?: (boolean);
}

export interface EndSessionResponse__Output {
  'success': (boolean);
}
