export type { Clock, Timer } from './clock.js';
export type { Turn } from './conversation.js';
export { createSession } from './create-session.js';
export { Endpointer } from './listening/endpointer.js';
export { TURN_SILENCE, type TurnSilence, wordOdds } from './listening/turn-silence.js';
export {
  type BargeInPolicy,
  DEFAULT_BARGE_IN_POLICY,
  DEFAULT_PLAYOUT_POLICY,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_TURN_POLICY,
  type PlayoutPolicy,
  type SessionLimits,
  type TurnPolicy,
} from './policy.js';
export type * from './ports.js';
export type {
  Session,
  SessionOptions,
  SessionSettings,
  SessionStatistics,
  TextOptions,
} from './session.js';
export type { SessionState, TransitionCause } from './state-machine.js';
export { IllegalTransitionError, TRANSITIONS } from './state-machine.js';
