import { type ClientMessageInput, ParleyError, type SessionEndReason } from '@parley/protocol';
import {
  DisconnectReason,
  type LocalTrackPublication,
  type RemoteTrack,
  Room,
  RoomEvent,
  Track,
} from 'livekit-client';
import type { BrowserMicrophone } from '../browser/browser-microphone.js';
import type { BrowserSpeaker } from '../browser/browser-speaker.js';
import type { TrackSpeaker } from '../browser/track-speaker.js';
import type { Microphone } from '../microphone.js';
import type { PlayoutReport } from '../playout/playout-report.js';
import { endsSession, mayReopen, parseServerMessage } from '../transports/server-messages.js';
import type { Transport, TransportListener, TransportMessage } from '../transports/transport.js';
import { type AgentArrival, createAgentArrival } from './agent-arrival.js';
import type { ConnectionDetailsSource } from './connection-details.js';
import { type FirstPackets, watchFirstPackets } from './first-packets.js';
import { parseStatusMessage } from './status-message.js';

export interface LiveKitTransportOptions {
  readonly details: ConnectionDetailsSource;
  /** Sounds the agent's track; the client starts and closes it. */
  readonly speaker: BrowserSpeaker;
  /** Sent when the session begins, as the address of `/ws` carries them. */
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  /** Until the media connection stands. Default 8000. */
  readonly openTimeoutMs?: number | undefined;
  /** The agent's time to come into the room. Default 20000, again from each status that says what loads. */
  readonly agentTimeoutMs?: number | undefined;
  /** An agent that was lost may be replaced within this; the conversation goes on then. Default 6000. */
  readonly agentReturnTimeoutMs?: number | undefined;
  /** How long a broken media connection may take to come back before the session counts as lost. Default 6000. */
  readonly reconnectTimeoutMs?: number | undefined;
}

const TOPIC = 'parley';
/** The least delay between the network and the ear that a calm network needs. */
const JITTER_BUFFER_MS = 50;
const RECONNECT_EVERY_MS = 500;

/**
 * A LiveKit room: audio as WebRTC tracks, everything else as reliable data packets that hold the messages of `/ws`.
 * Owns the room and the rendering of its track; neither the loudspeaker nor the microphone.
 */
export function createLiveKitTransport(options: LiveKitTransportOptions): Transport {
  return new LiveKitTransport(options);
}

class LiveKitTransport implements Transport {
  readonly wire = 'webrtc';
  readonly #options: LiveKitTransportOptions;
  readonly #room: Room;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  #speaker: TrackSpeaker | undefined;
  #listener: TransportListener | undefined;
  #arrival: AgentArrival | undefined;
  #firstPackets: FirstPackets | undefined;
  #agentReturn: ReturnType<typeof setTimeout> | undefined;
  #opened: { resolve: (sessionId: string) => void; reject: (error: ParleyError) => void } | undefined;
  #published: LocalTrackPublication | undefined;
  #endReason: SessionEndReason | undefined;
  #open = false;
  #closed = false;

  constructor(options: LiveKitTransportOptions) {
    this.#options = options;
    const reconnectTimeoutMs = options.reconnectTimeoutMs ?? 6000;
    this.#room = new Room({
      // The devices belong to the client, which may go on over another wire.
      stopLocalTrackOnUnpublish: false,
      publishDefaults: { dtx: false, red: true },
      reconnectPolicy: {
        nextRetryDelayInMs: ({ retryCount, elapsedMs }) =>
          elapsedMs > reconnectTimeoutMs ? null : retryCount === 0 ? 0 : RECONNECT_EVERY_MS,
      },
    });
  }

  get speaker(): TrackSpeaker | undefined {
    return this.#speaker;
  }

  async open(listener: TransportListener): Promise<string> {
    this.#listener = listener;
    this.#speaker = this.#options.speaker.openTracks();
    this.#follow(this.#room);
    const session = new Promise<string>((resolve, reject) => {
      this.#opened = { resolve, reject };
    });
    // It may fail before it is awaited below, and is not awaited where `#connect` throws: told either way.
    session.catch(() => undefined);
    await this.#connect();
    if (this.#opened !== undefined) listener.onStatus('Waiting for the agent.');
    const sessionId = await session;
    const { language, voice, model } = this.#options;
    if (language !== undefined || voice !== undefined || model !== undefined) {
      this.send({
        type: 'config',
        ...(language === undefined ? {} : { language }),
        ...(voice === undefined ? {} : { voice }),
        ...(model === undefined ? {} : { model }),
      });
    }
    return sessionId;
  }

  send(message: ClientMessageInput): void {
    if (!this.#open) throw new ParleyError('CONNECTION_ERROR', 'Not connected.');
    this.#publish(message);
  }

  #publish(message: ClientMessageInput): void {
    this.#room.localParticipant
      .publishData(this.#encoder.encode(JSON.stringify(message)), { reliable: true, topic: TOPIC })
      // A channel that broke is told by the room's own events.
      .catch(() => undefined);
  }

  /** The server knows what it sent; what it cannot know is where this side fell silent. */
  report({ cause, generation, samplePosition }: PlayoutReport, ownHold: boolean): void {
    if (!this.#open || cause !== 'hold') return;
    this.send({
      type: 'playback',
      generation,
      position: samplePosition,
      ...(ownHold ? { held: true } : {}),
    });
  }

  sendAudio(): void {
    // The room has the microphone's track.
  }

  async useMicrophone(microphone: Microphone | undefined): Promise<void> {
    const track = (microphone as Partial<BrowserMicrophone> | undefined)?.track;
    const published = this.#published?.track;
    if (track === undefined) {
      this.#published = undefined;
      if (published !== undefined) await this.#room.localParticipant.unpublishTrack(published, false);
      return;
    }
    if (published?.mediaStreamTrack === track) return;
    if (published !== undefined) {
      await published.replaceTrack(track, true);
      return;
    }
    this.#published = await this.#room.localParticipant.publishTrack(track, {
      source: Track.Source.Microphone,
    });
  }

  async close(): Promise<void> {
    this.#end();
    await Promise.all([this.#room.disconnect(false), this.#speaker?.close()]);
  }

  async #connect(): Promise<void> {
    const timeoutMs = this.#options.openTimeoutMs ?? 8000;
    const { serverUrl, participantToken } = await this.#options.details.take();
    try {
      await this.#room.connect(serverUrl, participantToken, {
        maxRetries: 0,
        websocketTimeout: timeoutMs,
        peerConnectionTimeout: timeoutMs,
      });
    } catch (thrown) {
      throw new ParleyError('CONNECTION_ERROR', 'No media connection came about.', { cause: thrown });
    }
    if (this.#opened === undefined) return;
    this.#arrival = createAgentArrival({
      limitMs: this.#options.agentTimeoutMs,
      onLate: (error) => this.#refused(error),
    });
  }

  #follow(room: Room): void {
    room.on(RoomEvent.DataReceived, (data, _participant, _kind, topic) => {
      if (topic === TOPIC) this.#receive(this.#decoder.decode(data));
    });
    room.on(RoomEvent.TrackSubscribed, (track) => this.#sound(track));
    room.on(RoomEvent.SignalReconnecting, () => this.#listener?.onStatus('Reconnecting.'));
    room.on(RoomEvent.Reconnecting, () => this.#listener?.onStatus('Reconnecting.'));
    room.on(RoomEvent.Reconnected, () => this.#listener?.onStatus(''));
    room.on(RoomEvent.ParticipantDisconnected, () => {
      if (this.#open && room.remoteParticipants.size === 0) this.#awaitAgent();
    });
    room.on(RoomEvent.ParticipantConnected, () => clearTimeout(this.#agentReturn));
    room.on(RoomEvent.Disconnected, (reason) =>
      this.#lost(`The media connection ended (${DisconnectReason[reason ?? 0]?.toLowerCase()}).`),
    );
  }

  #awaitAgent(): void {
    // It has said that the session is over.
    if (this.#endReason !== undefined) this.#lost('The agent left the room.');
    else {
      this.#listener?.onStatus('The agent is gone; waiting for another one.');
      clearTimeout(this.#agentReturn);
      this.#agentReturn = setTimeout(
        () => this.#lost('The agent left the room.'),
        this.#options.agentReturnTimeoutMs ?? 6000,
      );
    }
  }

  #sound(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio) return;
    const receiver = track.receiver as (RTCRtpReceiver & { jitterBufferTarget?: number }) | undefined;
    if (receiver !== undefined) receiver.jitterBufferTarget = JITTER_BUFFER_MS;
    this.#speaker?.setTrack(track.mediaStreamTrack);
    this.#firstPackets?.close();
    if (receiver === undefined || this.#closed) return;
    // The agent greets nobody who does not hear it yet.
    const onArrival = () => this.#publish({ type: 'hearing' });
    this.#firstPackets = watchFirstPackets({ receiver, onArrival });
  }

  #receive(data: string): void {
    const status = parseStatusMessage(data);
    if (status !== undefined) {
      if (this.#opened !== undefined) this.#arrival?.status(status.phase, status.message);
      this.#listener?.onStatus(status.phase === 'ready' ? '' : status.message);
      return;
    }
    const message = parseServerMessage(data);
    if (message === undefined || message.type === 'audio' || message.type === 'pong') return;
    if (message.type === 'session_start') {
      if (message.resume_token !== undefined) this.#listener?.onResumeToken(message.resume_token);
      this.#arrival?.end();
      // Another agent's generations begin anew, unless it goes on with the session.
      if (this.#open && message.resumed !== true) this.#speaker?.reset();
      this.#open = true;
      this.#opened?.resolve(message.session_id);
      this.#opened = undefined;
      return;
    }
    this.#handle(message);
  }

  #handle(message: TransportMessage): void {
    if (message.type === 'error' && this.#opened !== undefined) {
      this.#refused(new ParleyError(message.code, message.message));
      return;
    }
    if (message.type === 'session_end' && endsSession(message.reason)) this.#endReason = message.reason;
    if (message.type === 'reply_text') this.#speaker?.announce(message.generation);
    this.#listener?.onMessage(message);
  }

  #refused(error: ParleyError): void {
    this.#opened?.reject(error);
    this.#opened = undefined;
  }

  #lost(reason: string): void {
    if (this.#closed) return;
    const opening = this.#opened !== undefined;
    this.#refused(new ParleyError('CONNECTION_ERROR', reason));
    const wasOpen = this.#open;
    this.#end();
    if (wasOpen && !opening) this.#listener?.onClosed(this.#endReason ?? reason, mayReopen(this.#endReason));
  }

  #end(): void {
    this.#closed = true;
    this.#open = false;
    this.#refused(new ParleyError('CONNECTION_ERROR', 'closed by this side'));
    this.#arrival?.end();
    this.#firstPackets?.close();
    clearTimeout(this.#agentReturn);
  }
}
