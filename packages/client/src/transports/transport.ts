import type { ClientMessageInput, ServerMessage } from '@parley/protocol';
import type { AudioEvent } from '../client-events.js';

export type TransportMessage = Exclude<ServerMessage, { type: 'audio' | 'session_start' | 'pong' }>;

export interface TransportListener {
  onMessage(message: TransportMessage): void;
  /** Audio of the agent. Never called by a transport that renders its audio itself. */
  onAudio(frame: AudioEvent): void;
  /** The connection is gone; called once, and never after `close`. */
  onClosed(reason: string, mayReconnect: boolean): void;
}

/**
 * One connection to a server, over one kind of wire. Made anew for each attempt; nothing past it knows which
 * wire it is. `close` ends the connection.
 */
export interface Transport {
  /** Resolves with the session id. Throws `ParleyError` CONNECTION_ERROR or what the server refused with. */
  open(listener: TransportListener): Promise<string>;
  /** Throws CONNECTION_ERROR when the connection is not open. */
  send(message: ClientMessageInput): void;
  /** Tells what was rendered; dropped while the connection is not open. */
  report(message: Extract<ClientMessageInput, { type: 'playback' }>): void;
  /** Microphone audio, mono s16. Dropped while the wire is backed up. */
  sendAudio(samples: Int16Array, sampleRateHz: number): void;
  close(): Promise<void>;
}
