/** Where a conversation stands. Every surface shows projections of these. */
export type SessionState =
  | 'idle'
  | 'listening'
  | 'waiting_for_input'
  | 'processing'
  | 'speaking'
  | 'barged_in'
  | 'terminated';

/** Why a state was left. */
export type TransitionCause =
  | 'started'
  | 'speech'
  | 'turn-ended'
  | 'no-words'
  | 'text'
  | 'first-frame'
  | 'reply-completed'
  | 'reply-failed'
  | 'interruption'
  | 'resumed'
  | 'stopped'
  | 'client-paused'
  | 'client-resumed'
  | 'client-stopped'
  | 'closed';

/** The states that may follow each state. `barged_in → speaking` is RESUME, `barged_in → listening` is STOP. */
export const TRANSITIONS: Readonly<Record<SessionState, readonly SessionState[]>> = {
  idle: ['listening', 'terminated'],
  listening: ['processing', 'speaking', 'waiting_for_input', 'terminated'],
  waiting_for_input: ['listening', 'processing', 'speaking', 'terminated'],
  processing: ['listening', 'waiting_for_input', 'speaking', 'terminated'],
  speaking: ['listening', 'waiting_for_input', 'barged_in', 'terminated'],
  barged_in: ['listening', 'waiting_for_input', 'speaking', 'terminated'],
  terminated: [],
};

/** A transition that the table does not allow. It changes nothing. */
export class IllegalTransitionError extends Error {
  readonly from: SessionState;
  readonly to: SessionState;

  constructor(from: SessionState, to: SessionState) {
    super(`Invalid state transition: ${from} → ${to}`);
    this.name = 'IllegalTransitionError';
    this.from = from;
    this.to = to;
  }
}

export interface Transition {
  readonly from: SessionState;
  readonly to: SessionState;
  readonly cause: TransitionCause;
  /** Monotonic, from the session's clock. */
  readonly atMs: number;
}

/** Holds the state and nothing else; every change goes through the table and is told to the listener. */
export class StateMachine {
  #state: SessionState = 'idle';
  #rejected = 0;
  readonly #nowMs: () => number;
  readonly #onTransition: (transition: Transition) => void;

  constructor(nowMs: () => number, onTransition: (transition: Transition) => void) {
    this.#nowMs = nowMs;
    this.#onTransition = onTransition;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Transitions that were refused so far. */
  get rejected(): number {
    return this.#rejected;
  }

  /** Throws `IllegalTransitionError`; going to the state one is in does nothing. */
  to(next: SessionState, cause: TransitionCause): void {
    const from = this.#state;
    if (next === from) return;
    if (!TRANSITIONS[from].includes(next)) {
      this.#rejected += 1;
      throw new IllegalTransitionError(from, next);
    }
    this.#state = next;
    this.#onTransition({ from, to: next, cause, atMs: this.#nowMs() });
  }
}
