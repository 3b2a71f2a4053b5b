// Original file: proto/asr.proto


export interface ModelInfo {
  'model_id'?: (string);
  'family'?: (string);
  'is_loaded'?: (boolean);
  'languages'?: (string)[];
  'metadata'?: ({[key: string]: string});
}

export interface ModelInfo__Output {
  'model_id': (string);
  'family': (string);
  'is_loaded': (boolean);
  'languages': (string)[];
  'metadata': ({[key: string]: string});
}
