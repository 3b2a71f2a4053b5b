// Original file: proto/tts.proto


export interface StartSessionRequest {
  'session_id'?: (string);
  'model_id'?: (string);
  'options'?: ({[key: string]: string});
}

export interface StartSessionRequest__Output {
  'session_id': (string);
  'model_id': (string);
  'options': ({[key: string]: string});
}
