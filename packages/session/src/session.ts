import type { SessionEndReason } from '@parley/protocol';
import type { Turn } from './conversation.js';
import type { BargeInPolicy, PlayoutPolicy, SessionLimits, TurnPolicy } from './policy.js';
import type { VadWindow } from './ports.js';
import type { SessionState } from './state-machine.js';

export interface SessionOptions {
  /** UUID v4. */
  readonly id: string;
  /** First generation is this + 1; carries the fencing epoch in its upper bits. Default 0. */
  readonly generationBase?: number | undefined;
  /** What was said before, of a session that goes on. Default none. */
  readonly history?: readonly Turn[] | undefined;
  /** Spoken when the session starts. */
  readonly greeting?: string | undefined;
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  /** Name of the policy by which a worker is chosen. */
  readonly routingPolicy?: string | undefined;
  /** False when no recogniser is there: speech then only pauses and resumes. */
  readonly recognition: boolean;
  readonly turn: TurnPolicy;
  readonly bargeIn: BargeInPolicy;
  readonly playout: PlayoutPolicy;
  readonly limits: SessionLimits;
}

export interface TextOptions {
  /** False: more of the same utterance follows. */
  readonly isFinal: boolean;
  /** Whether speech may interrupt it. */
  readonly interruptible: boolean;
}

/** What the client may change while the session runs. */
export interface SessionSettings {
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  /** Name of the policy by which a worker is chosen. */
  readonly routingPolicy?: string | undefined;
  readonly turn?: Partial<TurnPolicy> | undefined;
  readonly bargeIn?: Partial<BargeInPolicy> | undefined;
}

/**
 * One conversation with one person. Owns its recognition and synthesis streams, its responder calls and its
 * timers; `close()` ends them all. Single-threaded: every method returns at once.
 */
export interface Session {
  readonly id: string;
  readonly state: SessionState;
  /** What was said and heard, oldest first. */
  readonly history: readonly Turn[];
  /** Begins: limits start to count, the greeting is spoken. */
  start(): void;
  pushWindow(window: VadWindow): void;
  /** Speaks text as it is given. Throws `ParleyError` LIMIT_EXCEEDED when the queue is full. */
  speak(text: string, options: TextOptions): void;
  /** Answers typed text as if it had been said. */
  ask(text: string): void;
  control(command: 'PAUSE' | 'RESUME' | 'STOP'): void;
  /** Ends the person's turn now. */
  commit(): void;
  /** What the client has rendered of a generation; `held` when it froze its buffer there by itself. */
  reportPlayback(report: { generation: number; samplePosition: number; held: boolean }): void;
  configure(settings: SessionSettings): void;
  /** Releases due audio; called by the process-wide playout clock every few ms. */
  tick(): void;
  /** Ends the session: `ended` is the last event. Idempotent. */
  close(reason: SessionEndReason): void;
  /** Figures of the session so far. */
  statistics(): SessionStatistics;
}

export interface SessionStatistics {
  readonly durationMs: number;
  readonly messages: number;
  readonly framesReleased: number;
  readonly bargeIns: number;
  readonly falseInterruptions: number;
  readonly rejectedTransitions: number;
}
