import type { Timeline } from './timeline.js';

export interface TurnResult {
  readonly said: string;
  readonly heard: string;
  readonly wordErrorRate: number;
  readonly reply: string;
  /** Last sample of the line sent → first sample of the answer heard, in ms. Null when there was no answer. */
  readonly turnLatencyMs: number | null;
  /** Final transcript at the client → first frame of the answer at the client. */
  readonly firstAudioMs: number | null;
}

export interface InterruptionResult {
  /** `turn`: the caller meant it. `false`: it was a sound that means nothing. */
  readonly kind: 'turn' | 'false';
  /** `stopped`: the reply ended there. `resumed`: it was heard to its end. */
  readonly outcome: 'stopped' | 'resumed';
  /** First sample of the caller sent → last sample of the reply heard before it fell silent; null when it did not. */
  readonly stopLatencyMs: number | null;
}

export interface ConversationResult {
  readonly turns: readonly TurnResult[];
  readonly interruptions: readonly InterruptionResult[];
  readonly timeline: Timeline;
  /** 16 kHz and 48 kHz mono, both beginning when the conversation began. */
  readonly callerSpoke: readonly { readonly atMs: number; readonly clip: Int16Array }[];
  readonly agentAudio: Int16Array;
  readonly agentStartedMs: number;
  readonly durationMs: number;
}
