import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../errors.js';
import { FRAME_MS, SAMPLE_RATE_HZ } from '../frame.js';

/** States as clients of `/ws` see them. */
export const sessionStateName = z.enum([
  'idle',
  'listening',
  'waiting_for_input',
  'processing',
  'speaking',
  'barged_in',
  'terminated',
]);

export const sessionStartMessage = z.object({
  type: z.literal('session_start'),
  session_id: z.uuidv4(),
  /** With `events=1`: opens this session again after a lost connection, as `resume=…` in the query of `/ws`. */
  resume_token: z.string().optional(),
  /** The session goes on with what was said before; absent when it is a new one. */
  resumed: z.literal(true).optional(),
});

export const audioMessage = z.object({
  type: z.literal('audio'),
  pcm: z.base64(),
  sample_rate: z.int().default(SAMPLE_RATE_HZ),
  frame_ms: z.literal(FRAME_MS),
  /** Starts at 1 for the connection and rises by 1. */
  sequence: z.int().min(1),
  /** With `events=1`. */
  generation: z.int().optional(),
  /** With `events=1`: 48 kHz sample position of this frame in its generation. */
  position: z.int().optional(),
});

/** Why an utterance ended; the session goes on. */
export const utteranceEndReason = z.enum(['completed', 'stopped']);
export type UtteranceEndReason = z.infer<typeof utteranceEndReason>;

/** Why the session ended, and its connection with it. */
export const sessionEndReason = z.enum([
  'closed',
  'client_disconnect',
  'error',
  'idle_timeout',
  'max_duration',
  'max_messages',
  'shutdown',
]);
export type SessionEndReason = z.infer<typeof sessionEndReason>;

/** The end of an utterance or of the session, by its reason. */
export const sessionEndMessage = z.object({
  type: z.literal('session_end'),
  session_id: z.uuidv4(),
  reason: z.enum([...utteranceEndReason.options, ...sessionEndReason.options]),
});

export const errorMessage = z.object({
  type: z.literal('error'),
  message: z.string(),
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  /** When trying again may help, in ms from now. */
  retry_after_ms: z.int().optional(),
});

/** With `events=1`. */
export const stateMessage = z.object({
  type: z.literal('state'),
  session_id: z.uuidv4(),
  state: sessionStateName,
  previous: sessionStateName,
  reason: z.string(),
});

/** With `events=1`. */
export const transcriptMessage = z.object({
  type: z.literal('transcript'),
  text: z.string(),
  is_final: z.boolean(),
  confidence: z.number(),
  language: z.string(),
});

/** With `events=1`: what the agent says, as it is written; when it was cut, what the person heard of it. */
export const replyTextMessage = z.object({
  type: z.literal('reply_text'),
  generation: z.int(),
  /** A further piece of the reply; on the final message all that was heard. */
  text: z.string(),
  is_final: z.boolean(),
  /** On the final message of a reply that was cut: the rest, which nobody heard. */
  unheard: z.string().optional(),
});

/** With `events=1`: the client freezes its buffer, plays on, or drops what it has of the generation. */
export const playbackMessage = z.object({
  type: z.literal('playback'),
  action: z.enum(['hold', 'resume', 'flush']),
  /** Of the last frame sent. */
  sequence: z.int(),
  generation: z.int(),
});

/** With `events=1`: the person started or stopped speaking, on the clock of the uplink. */
export const speechMessage = z.object({
  type: z.literal('speech'),
  active: z.boolean(),
  at_ms: z.number(),
});

/** With `events=1`: figures of a turn, in ms, as the server measured them. */
export const statsMessage = z.object({
  type: z.literal('stats'),
  generation: z.int(),
  /** Named spans of the turn, in ms: endpointing, asr, responder, tts, total. */
  turn: z.record(z.string(), z.number()).optional(),
  session: z.record(z.string(), z.number()).optional(),
});

export const pongMessage = z.object({ type: z.literal('pong'), id: z.string().optional() });

/** Every JSON message that the server sends on `/ws`. */
export const serverMessage = z.discriminatedUnion('type', [
  sessionStartMessage,
  audioMessage,
  sessionEndMessage,
  errorMessage,
  stateMessage,
  transcriptMessage,
  replyTextMessage,
  playbackMessage,
  speechMessage,
  statsMessage,
  pongMessage,
]);
export type ServerMessage = z.infer<typeof serverMessage>;
