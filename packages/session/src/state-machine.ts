export type SessionState =
  | 'idle'
  | 'listening'
  | 'waiting_for_input'
  | 'processing'
  | 'speaking'
  | 'barged_in'
  | 'terminated';
export type TransitionCause = string;
