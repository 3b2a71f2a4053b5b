import { z } from 'zod';

/** Longest text of one `text` message, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 10_000;

const sampleRate = z.int().min(8000).max(48_000);

/** Text to speak, or, with `respond`, text to answer. Chunks with `is_final: false` belong to one utterance. */
export const textMessage = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(MAX_TEXT_LENGTH),
  is_final: z.boolean().default(true),
  /** Answer the text instead of speaking it. Default: true when the server runs in agent mode. */
  respond: z.boolean().optional(),
  /** Whether speech may interrupt it (default true). */
  interruptible: z.boolean().optional(),
});

export const controlMessage = z.strictObject({
  type: z.literal('control'),
  command: z.enum(['PAUSE', 'RESUME', 'STOP']),
});

/** Microphone audio as JSON; binary messages carry the same PCM without the wrapping. */
export const audioUplinkMessage = z.strictObject({
  type: z.literal('audio'),
  /** RFC 4648 base64 of mono s16le PCM. */
  pcm: z.base64(),
  sample_rate: sampleRate.optional(),
});

/** What the client has rendered. `position` counts 48 kHz samples of the generation. */
export const playbackReportMessage = z.strictObject({
  type: z.literal('playback'),
  generation: z.int().min(0),
  position: z.int().min(0),
  /** The client froze its buffer there by itself (ducking at the edge). */
  held: z.boolean().optional(),
});

/** The person's turn ends now, whatever the turn detector thinks (push-to-talk). */
export const commitMessage = z.strictObject({ type: z.literal('commit') });

/** Settings of this session; each may be given at any time and holds from then on. */
export const configMessage = z.strictObject({
  type: z.literal('config'),
  language: z.string().min(1).max(35).optional(),
  voice: z.string().min(1).max(100).optional(),
  model: z.string().min(1).max(100).optional(),
  /** Name of the policy of the server's configuration by which a worker is chosen; an unknown one counts as `default`. */
  routing_policy: z.string().min(1).max(100).optional(),
  /** Whether the client removes its own output from its microphone. */
  echo_cancellation: z.boolean().optional(),
  barge_in: z
    .strictObject({
      strategy: z.enum(['pause-first', 'confirm-first', 'off']).optional(),
      policy: z.enum(['auto', 'resume', 'replace', 'off']).optional(),
    })
    .optional(),
  /** Push-to-talk: turns end by `commit` alone. */
  push_to_talk: z.boolean().optional(),
});

/**
 * The agent's track sounds at the person's side; sent once for each track that is subscribed to. A greeting waits for it
 * in a room; over a WebSocket it means nothing.
 */
export const hearingMessage = z.strictObject({ type: z.literal('hearing') });

export const pingMessage = z.strictObject({ type: z.literal('ping'), id: z.string().max(100).optional() });

/** Every JSON message that a client of `/ws` may send. */
export const clientMessage = z.discriminatedUnion('type', [
  textMessage,
  controlMessage,
  audioUplinkMessage,
  playbackReportMessage,
  commitMessage,
  configMessage,
  hearingMessage,
  pingMessage,
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientMessageInput = z.input<typeof clientMessage>;
