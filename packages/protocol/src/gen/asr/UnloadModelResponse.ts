// Original file: proto/asr.proto


export interface UnloadModelResponse {
  'success'?: (boolean);
  'message'?: (string);
}

export interface UnloadModelResponse__Output {
  'success': (boolean);
  'message': (string);
}
