// Original file: proto/tts.proto


export interface UnloadModelRequest {
  'model_id'?: (string);
}

export interface UnloadModelRequest__Output {
  'model_id': (string);
}
