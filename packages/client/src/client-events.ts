import type { ErrorCode, ServerMessage, SessionEndReason, UtteranceEndReason } from '@parley/protocol';
import type { DeviceErrorCode } from './device-error.js';
import type { PlayoutReport } from './playout/playout-report.js';
import type { Wire } from './transports/transport.js';

export type SessionStateName = Extract<ServerMessage, { type: 'state' }>['state'];

/** Everything a client tells, by name. */
export interface ClientEvents {
  connection: ConnectionEvent;
  /** What is awaited, in a sentence, while a connection opens or comes back. */
  status: { readonly message: string };
  state: { readonly state: SessionStateName; readonly previous: SessionStateName; readonly reason: string };
  /** The server heard the person start or stop; `atMs` counts on the clock of the uplink. */
  speech: { readonly active: boolean; readonly atMs: number };
  transcript: TranscriptEvent;
  reply: ReplyEvent;
  /** What became audible, or stopped being so. */
  playback: PlayoutReport;
  /** Figures of a turn as the server measured them, in ms. */
  turn: { readonly generation: number; readonly spansMs: Readonly<Record<string, number>> };
  /** Each frame as it arrives, before the jitter buffer. The samples may be kept. */
  audio: AudioEvent;
  /** About 50 a second and side. `rms` and `peak` in 0 to 1. */
  level: { readonly side: 'agent' | 'person'; readonly rms: number; readonly peak: number };
  /**
   * What was said and heard, to record or to draw: the person as captured, the agent as rendered (told by speakers of
   * the browser, only while a reply is under way). The samples may be kept.
   */
  sound: { readonly side: 'agent' | 'person'; readonly samples: Int16Array; readonly sampleRateHz: number };
  /** An utterance (`completed`, `stopped`) or the session (every other reason) ended. */
  end: { readonly sessionId: string; readonly reason: SessionEndReason | UtteranceEndReason };
  error: ClientErrorEvent;
}

export type ConnectionEvent =
  | { readonly status: 'connecting' }
  | { readonly status: 'open'; readonly sessionId: string; readonly wire: Wire }
  /** The connection broke and is tried again by itself. */
  | { readonly status: 'reconnecting'; readonly attempt: number; readonly retryInMs: number }
  /** Nothing more comes until `connect` is called. */
  | { readonly status: 'closed'; readonly reason: string };

export interface TranscriptEvent {
  /** All of the utterance so far. */
  readonly text: string;
  readonly isFinal: boolean;
  /** 0 to 1. */
  readonly confidence: number;
  readonly language: string;
}

export interface ReplyEvent {
  readonly generation: number;
  /** All of the reply so far; once final, all that was heard. */
  readonly text: string;
  readonly isFinal: boolean;
  /** The rest of a reply that was cut, which nobody heard. */
  readonly unheard?: string;
}

export interface AudioEvent {
  readonly generation: number;
  /** Counts the connection's frames from 1. */
  readonly sequence: number;
  /** 48 kHz position of the first sample in its generation. */
  readonly samplePosition: number;
  /** 48 kHz mono. */
  readonly samples: Int16Array;
}

export interface ClientErrorEvent {
  readonly code: ErrorCode | DeviceErrorCode;
  readonly message: string;
  /** What a person can do about it. */
  readonly advice: string;
  readonly retryAfterMs?: number;
}
