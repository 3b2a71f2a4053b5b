/**
 * What the server and its agent processes tell each other. Rooms are named by a number of the server's, so that what
 * is still on its way from a room that was left meets nobody.
 */

/** To an agent process. */
export type AgentCommand =
  | {
      readonly type: 'join';
      readonly room: number;
      /** `ws://` or `wss://` of the LiveKit server. */
      readonly url: string;
      readonly token: string;
    }
  /** One frame of the agent's voice, 48 kHz mono s16le. */
  | {
      readonly type: 'audio';
      readonly room: number;
      readonly generation: number;
      readonly samplePosition: number;
      readonly pcm: Uint8Array;
    }
  /** Discards what was not yet played; answered by `played`. */
  | { readonly type: 'clear'; readonly room: number }
  /** For the person, as one reliable data message. */
  | { readonly type: 'message'; readonly room: number; readonly text: string }
  | { readonly type: 'leave'; readonly room: number };

/** From an agent process. */
export type AgentReport =
  /** The native library is loaded. */
  | { readonly type: 'ready' }
  /** In the room, the track is published. */
  | { readonly type: 'joined'; readonly room: number }
  /** The person is there, or there again, and hears the track. */
  | { readonly type: 'person'; readonly room: number; readonly identity: string }
  /** The person's connection broke; they may come back. */
  | { readonly type: 'away'; readonly room: number }
  /** The person's microphone, mono s16le at `MICROPHONE_RATE_HZ`. */
  | { readonly type: 'microphone'; readonly room: number; readonly pcm: Uint8Array }
  /** What the person typed or their client sends, as it came. */
  | { readonly type: 'message'; readonly room: number; readonly text: string }
  /** Up to here the generation has left for the person and will be heard. */
  | {
      readonly type: 'played';
      readonly room: number;
      readonly generation: number;
      readonly samplePosition: number;
    }
  /** Whether the connection to LiveKit carries audio now. */
  | { readonly type: 'connection'; readonly room: number; readonly up: boolean }
  /** Nothing follows for this room. */
  | { readonly type: 'left'; readonly room: number; readonly reason: LeaveReason; readonly detail?: string };

/**
 * `asked`: by `leave`. `person-left`: who was served has gone. `nobody`: nobody came. `replaced`: another agent took
 * the room over. `failed`: joining or the connection failed for good.
 */
export type LeaveReason = 'asked' | 'person-left' | 'nobody' | 'replaced' | 'failed';

/** What recognition wants; LiveKit resamples with its own filter. */
export const MICROPHONE_RATE_HZ = 16_000;

/** Attribute of a person whose client will send `hearing`; its value does not matter. */
export const TELLS_HEARING = 'parley.tells-hearing';

/** Topic of data messages in both directions. */
export const MESSAGE_TOPIC = 'parley';
