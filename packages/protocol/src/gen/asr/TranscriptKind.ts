// Original file: proto/asr.proto

export const TranscriptKind = {
  PARTIAL: 'PARTIAL',
  FINAL: 'FINAL',
} as const;

export type TranscriptKind =
  | 'PARTIAL'
  | 0
  | 'FINAL'
  | 1

export type TranscriptKind__Output = typeof TranscriptKind[keyof typeof TranscriptKind]
