import type { ClientMessageInput, ServerMessage } from '@parley/protocol';
import type { AudioEvent } from '../client-events.js';
import type { Microphone } from '../microphone.js';
import type { PlayoutReport } from '../playout/playout-report.js';
import type { Speaker } from '../playout/speaker.js';

export type TransportMessage = Exclude<ServerMessage, { type: 'audio' | 'session_start' | 'pong' }>;

/** What carries a conversation. */
export type Wire = 'websocket' | 'webrtc';

export interface TransportListener {
  onMessage(message: TransportMessage): void;
  /** Audio of the agent. Never called by a transport that renders its audio itself. */
  onAudio(frame: AudioEvent): void;
  /** What is awaited, in a sentence: the agent's arrival, a model that loads, a connection that comes back. */
  onStatus(message: string): void;
  /** What a later connection shows, over any wire, to go on with this conversation. */
  onResumeToken(token: string): void;
  /** The connection is gone; called once, and never after `close`. */
  onClosed(reason: string, mayReconnect: boolean): void;
}

/**
 * One connection to a server, over one kind of wire. Made anew for each attempt; nothing past it knows which
 * wire it is. `close` ends the connection.
 */
export interface Transport {
  /** Of a choice between wires: the one in use, known once open. */
  readonly wire: Wire;
  /** Renders the agent's audio in place of the client's own speaker, known once open. Closed by the transport. */
  readonly speaker?: Speaker | undefined;
  /** Resolves with the session id. Throws `ParleyError` CONNECTION_ERROR or what the server refused with. */
  open(listener: TransportListener): Promise<string>;
  /** Throws CONNECTION_ERROR when the connection is not open. */
  send(message: ClientMessageInput): void;
  /** Tells what was rendered; `ownHold`: this side froze it. Dropped while the connection is not open. */
  report(report: PlayoutReport, ownHold: boolean): void;
  /** Microphone audio, mono s16. Dropped while the wire is backed up, and by a wire that takes the device itself. */
  sendAudio(samples: Int16Array, sampleRateHz: number): void;
  /** Takes the device itself, started; undefined when there is none any more. Absent: audio comes by `sendAudio`. */
  useMicrophone?(microphone: Microphone | undefined): Promise<void>;
  close(): Promise<void>;
}
