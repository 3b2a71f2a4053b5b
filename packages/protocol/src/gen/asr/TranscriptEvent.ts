// Original file: proto/asr.proto

import type { TranscriptKind as _asr_TranscriptKind, TranscriptKind__Output as _asr_TranscriptKind__Output } from '../asr/TranscriptKind.js';
import type { Word as _asr_Word, Word__Output as _asr_Word__Output } from '../asr/Word.js';
import type { Long } from '@grpc/proto-loader';

export interface TranscriptEvent {
  'session_id'?: (string);
  'kind'?: (_asr_TranscriptKind);
  'text'?: (string);
  'confidence'?: (number | string);
  'language'?: (string);
  'start_ms'?: (number | string | Long);
  'end_ms'?: (number | string | Long);
  'utterance'?: (number | string | Long);
  'stable_length'?: (number);
  'words'?: (_asr_Word)[];
  'flushed'?: (boolean);
  'decoded_ms'?: (number | string | Long);
  'sentence_end'?: (number | string);
  'word_probability'?: (number | string);
  '_sentence_end'?: "sentence_end";
}

export interface TranscriptEvent__Output {
  'session_id': (string);
  'kind': (_asr_TranscriptKind__Output);
  'text': (string);
  'confidence': (number);
  'language': (string);
  'start_ms': (number);
  'end_ms': (number);
  'utterance': (number);
  'stable_length': (number);
  'words': (_asr_Word__Output)[];
  'flushed': (boolean);
  'decoded_ms': (number);
  'sentence_end'?: (number);
  'word_probability': (number);
  '_sentence_end'?: "sentence_end";
}
