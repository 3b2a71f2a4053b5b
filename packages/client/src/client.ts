import { type ClientMessageInput, MAX_TEXT_LENGTH, ParleyError } from '@parley/protocol';
import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import type { ClientErrorEvent, ClientEvents } from './client-events.js';
import type { ClientOptions, ClientSettings, TextOptions } from './client-options.js';
import { DeviceError } from './device-error.js';
import { createDucker, type Ducker } from './ducking/ducker.js';
import { createEnergyDetector } from './ducking/energy-detector.js';
import { adviceFor } from './error-advice.js';
import { EventEmitter } from './event-emitter.js';
import { createLevelMeter } from './level-meter.js';
import { createMessageEvents } from './message-events.js';
import type { Microphone } from './microphone.js';
import type { PlayoutReport } from './playout/playout-report.js';
import { createReplyPlayback, type ReplyPlayback } from './playout/reply-playback.js';
import type { Speaker, SpeakerListener } from './playout/speaker.js';
import { createReconnection } from './reconnection.js';
import { configMessage } from './session-settings.js';
import type { Transport, TransportMessage } from './transports/transport.js';
import { createWebSocketTransport } from './transports/websocket-transport.js';

/**
 * One person's line to a server: sends text and microphone audio, plays replies through its speaker, and tells
 * what happens as events. Owns its connection, its speaker and its microphone; `close` ends them all.
 */
export interface ParleyClient {
  /** Listens to an event; returns what stops listening. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void;
  /**
   * Opens devices and connection. A device that fails is told as an `error` event and done without. Throws
   * `ParleyError` when the server cannot be reached; once open, a broken connection comes back by itself.
   */
  connect(): Promise<void>;
  /** Has text spoken, or with `respond` answered. Throws INVALID_MESSAGE over 10,000 characters. */
  sendText(text: string, options?: TextOptions): void;
  /** Mono s16 audio of the person. Dropped while not connected. */
  sendAudio(samples: Int16Array, sampleRateHz: number): void;
  pause(): void;
  resume(): void;
  /** Ends the reply: silent at once, before the server knows. Queued text is dropped too. */
  stop(): void;
  /** The person's turn ends now. */
  commit(): void;
  /** Changes the session; settings are sent again after a reconnect. */
  configure(settings: ClientSettings): void;
  /** Exchanges the microphone; undefined goes on without one. Throws `DeviceError`. */
  setMicrophone(microphone: Microphone | undefined): Promise<void>;
  /** Undefined while not connected. */
  readonly sessionId: string | undefined;
  /** Idempotent. */
  close(): Promise<void>;
}

export function createClient(options: ClientOptions): ParleyClient {
  return new Client(options);
}

class Client implements ParleyClient {
  readonly #options: ClientOptions;
  readonly #events = new EventEmitter<ClientEvents>();
  readonly #messages = createMessageEvents(this.#events);
  readonly #ducker: Ducker | undefined;
  readonly #playback: ReplyPlayback;
  readonly #reconnection = createReconnection({
    open: () => this.#open(),
    onAttempt: (attempt, retryInMs) =>
      this.#events.emit('connection', { status: 'reconnecting', attempt, retryInMs }),
    onGivenUp: (reason) => this.#events.emit('connection', { status: 'closed', reason }),
  });
  readonly #speakerListener: SpeakerListener = {
    onReport: (report) => this.#report(report),
    onLevel: (level) => this.#events.emit('level', { side: 'agent', ...level }),
    onSound: (samples) =>
      this.#events.emit('sound', { side: 'agent', samples, sampleRateHz: SAMPLE_RATE_HZ }),
  };
  readonly #personLevel = createLevelMeter((level) =>
    this.#events.emit('level', { side: 'person', ...level }),
  );
  #settings: ClientSettings;
  #transport: Transport | undefined;
  #microphone: Microphone | undefined;
  #sessionId: string | undefined;
  /** Lets a reconnection go on with the conversation, at any server that shares its state. */
  #resumeToken: string | undefined;
  #closed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#microphone = options.audio?.microphone;
    const { ducking, echoCancellation, bargeIn, pushToTalk } = options;
    this.#settings = { echoCancellation, bargeIn, pushToTalk };
    const speaker = () => this.#speaker;
    if (ducking !== undefined && ducking !== false) {
      const detector = ducking === true ? createEnergyDetector() : ducking;
      this.#ducker = createDucker({ detector, speaker });
    }
    this.#playback = createReplyPlayback({ speaker, ducker: this.#ducker });
  }

  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  /** What renders replies: the wire itself, or the device that was given. */
  get #speaker(): Speaker | undefined {
    return this.#transport?.speaker ?? this.#options.audio?.speaker;
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  async connect(): Promise<void> {
    if (this.#transport !== undefined) return;
    this.#closed = false;
    this.#events.emit('connection', { status: 'connecting' });
    await this.#startSpeaker();
    try {
      await this.#open();
    } catch (error) {
      this.#events.emit('connection', { status: 'closed', reason: ParleyError.from(error).message });
      throw error;
    }
    await this.setMicrophone(this.#microphone).catch((error: unknown) => this.#deviceFailed(error));
  }

  sendText(text: string, options: TextOptions = {}): void {
    if (text.length === 0 || text.length > MAX_TEXT_LENGTH) {
      throw new ParleyError(
        'INVALID_MESSAGE',
        `Text has ${text.length} characters; 1 to ${MAX_TEXT_LENGTH} are allowed.`,
      );
    }
    const { respond, isFinal, interruptible } = options;
    this.#send({
      type: 'text',
      text,
      ...(isFinal === undefined ? {} : { is_final: isFinal }),
      ...(respond === undefined ? {} : { respond }),
      ...(interruptible === undefined ? {} : { interruptible }),
    });
  }

  sendAudio(samples: Int16Array, sampleRateHz: number): void {
    this.#transport?.sendAudio(samples, sampleRateHz);
    this.#personLevel.push(samples, sampleRateHz);
    this.#events.emit('sound', { side: 'person', samples, sampleRateHz });
    this.#ducker?.push(samples, sampleRateHz);
  }

  pause(): void {
    this.#send({ type: 'control', command: 'PAUSE' });
  }

  resume(): void {
    this.#send({ type: 'control', command: 'RESUME' });
  }

  stop(): void {
    this.#send({ type: 'control', command: 'STOP' });
    this.#playback.stop();
  }

  commit(): void {
    this.#send({ type: 'commit' });
  }

  configure(settings: ClientSettings): void {
    this.#settings = { ...this.#settings, ...settings };
    const message = configMessage(settings);
    if (this.#sessionId !== undefined && message !== undefined) this.#send(message);
  }

  async setMicrophone(microphone: Microphone | undefined): Promise<void> {
    const previous = this.#microphone;
    this.#microphone = microphone;
    if (previous !== microphone) await previous?.close();
    await microphone?.start((samples, rateHz) => {
      if (this.#microphone === microphone) this.sendAudio(samples, rateHz);
    });
    if (this.#microphone === microphone) await this.#transport?.useMicrophone?.(microphone);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#reconnection.close();
    this.#ducker?.close();
    const transport = this.#transport;
    this.#transport = undefined;
    this.#sessionId = undefined;
    this.#resumeToken = undefined;
    await Promise.all([transport?.close(), this.#microphone?.close(), this.#options.audio?.speaker?.close()]);
    this.#events.emit('connection', { status: 'closed', reason: 'closed by this side' });
  }

  async #startSpeaker(): Promise<void> {
    try {
      await this.#options.audio?.speaker?.start(this.#speakerListener);
    } catch (error) {
      this.#deviceFailed(error);
    }
  }

  async #open(): Promise<void> {
    const websocket = () => this.#websocket(this.#options);
    const transport = this.#options.createTransport?.(this.#options, websocket) ?? websocket();
    this.#transport = transport;
    this.#playback.begin();
    this.#messages.reset();
    this.#options.audio?.speaker?.reset();
    const isCurrent = () => this.#transport === transport;
    try {
      this.#sessionId = await transport.open({
        // A connection that was given up may still deliver what was under way.
        onMessage: (message) => isCurrent() && this.#handle(message),
        onAudio: (frame) => isCurrent() && this.#playback.play(frame) && this.#events.emit('audio', frame),
        onStatus: (message) => this.#events.emit('status', { message }),
        onResumeToken: (token) => {
          this.#resumeToken = token;
        },
        onClosed: (reason, mayReconnect) => this.#lost(reason, mayReconnect),
      });
      await transport.speaker?.start(this.#speakerListener);
    } catch (error) {
      if (this.#transport === transport) this.#transport = undefined;
      throw ParleyError.from(error, 'CONNECTION_ERROR');
    }
    const settings = configMessage(this.#settings);
    if (settings !== undefined) this.#send(settings);
    this.#events.emit('connection', { status: 'open', sessionId: this.#sessionId, wire: transport.wire });
    if (this.#microphone !== undefined) {
      await transport.useMicrophone?.(this.#microphone).catch((error: unknown) => this.#deviceFailed(error));
    }
  }

  #websocket(options: ClientOptions): Transport {
    return createWebSocketTransport({
      url: options.url,
      token: options.token,
      language: this.#settings.language ?? options.language,
      voice: this.#settings.voice ?? options.voice,
      model: this.#settings.model ?? options.model,
      inputRateHz: options.inputRateHz ?? 16_000,
      echoCancellation: this.#settings.echoCancellation,
      resumeToken: this.#resumeToken,
      openTimeoutMs: options.openTimeoutMs ?? 8000,
      keepAliveMs: options.keepAliveMs ?? 10_000,
    });
  }

  #lost(reason: string, mayReconnect: boolean): void {
    this.#playback.stop();
    const transport = this.#transport;
    this.#transport = undefined;
    this.#sessionId = undefined;
    // What it holds of the devices is let go of; it has no connection left to wait for.
    void transport?.close();
    if (!mayReconnect || this.#options.reconnect === false) {
      this.#events.emit('connection', { status: 'closed', reason });
      return;
    }
    this.#fail({ code: 'CONNECTION_ERROR', message: reason });
    this.#reconnection.start();
  }

  #send(message: ClientMessageInput): void {
    if (this.#transport === undefined) throw new ParleyError('CONNECTION_ERROR', 'Not connected.');
    this.#transport.send(message);
  }

  #handle(message: TransportMessage): void {
    if (message.type === 'playback') this.#playback.follow(message.action, message.generation);
    if (message.type === 'session_end' && message.reason === 'completed') this.#playback.complete();
    this.#messages.tell(message);
  }

  #report(report: PlayoutReport): void {
    const framesComeHere = this.#transport !== undefined && this.#transport.speaker === undefined;
    if (!this.#playback.rendered(report, framesComeHere)) return;
    this.#transport?.report(report, this.#ducker?.holding ?? false);
    this.#events.emit('playback', report);
  }

  #deviceFailed(error: unknown): void {
    const failure = error instanceof DeviceError ? error : undefined;
    const message = error instanceof Error ? error.message : String(error);
    this.#fail({ code: failure?.code ?? 'AUDIO_UNAVAILABLE', message });
  }

  #fail(error: Omit<ClientErrorEvent, 'advice'>): void {
    this.#events.emit('error', { ...error, advice: adviceFor(error.code) });
  }
}
