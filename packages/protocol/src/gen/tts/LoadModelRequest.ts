// Original file: proto/tts.proto


export interface LoadModelRequest {
  'model_id'?: (string);
  'preload_only'?: (boolean);
}

export interface LoadModelRequest__Output {
  'model_id': (string);
  'preload_only': (boolean);
}
