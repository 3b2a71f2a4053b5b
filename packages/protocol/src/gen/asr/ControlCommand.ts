// Original file: proto/asr.proto

export const ControlCommand = {
  PAUSE: 'PAUSE',
  RESUME: 'RESUME',
  STOP: 'STOP',
  RELOAD: 'RELOAD',
} as const;

export type ControlCommand =
  | 'PAUSE'
  | 0
  | 'RESUME'
  | 1
  | 'STOP'
  | 2
  | 'RELOAD'
  | 3

export type ControlCommand__Output = typeof ControlCommand[keyof typeof ControlCommand]
