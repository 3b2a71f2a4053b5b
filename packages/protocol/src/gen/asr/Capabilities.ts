// Original file: proto/asr.proto


export interface Capabilities {
  'streaming'?: (boolean);
  'zero_shot'?: (boolean);
  'lora'?: (boolean);
  'cpu_ok'?: (boolean);
  'languages'?: (string)[];
  'emotive_zero_prompt'?: (boolean);
  'max_concurrent_sessions'?: (number);
}

export interface Capabilities__Output {
  'streaming': (boolean);
  'zero_shot': (boolean);
  'lora': (boolean);
  'cpu_ok': (boolean);
  'languages': (string)[];
  'emotive_zero_prompt': (boolean);
  'max_concurrent_sessions': (number);
}
