export type { Clock, Timer } from './clock.js';
export type { Turn } from './conversation.js';
export type * from './ports.js';
export type { SessionState, TransitionCause } from './state-machine.js';
