// Original file: proto/tts.proto


export interface UnloadModelResponse {
  'success'?: (boolean);
  'message'?: (string);
}

export interface UnloadModelResponse__Output {
  'success': (boolean);
  'message': (string);
}
