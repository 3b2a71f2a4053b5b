import {
  type ClientMessageInput,
  decodeBinaryFrame,
  FRAME_SAMPLES,
  ParleyError,
  type ServerMessage,
  type SessionEndReason,
} from '@parley/protocol';
import { openWebSocket } from '#web-socket';
import type { PlayoutReport } from '../playout/playout-report.js';
import { base64FromSamples, samplesFromBase64, samplesFromBytes } from './pcm-wire.js';
import { endsSession, mayReopen, parseServerMessage } from './server-messages.js';
import type { Transport, TransportListener } from './transport.js';
import type { WebSocketLike } from './web-socket.js';
import { type WebSocketUrlOptions, websocketUrl } from './websocket-url.js';

export interface WebSocketTransportOptions extends WebSocketUrlOptions {
  readonly token?: string | undefined;
  /** From the call of `open` to the server's `session_start`. */
  readonly openTimeoutMs: number;
  /** Silence of the server after which it is asked for a sign of life, and again until it counts as gone. */
  readonly keepAliveMs: number;
}

/** Uplink audio is dropped while more than this waits in the socket: 2 s of 16 kHz PCM. */
const MAX_WAITING_BYTES = 64_000;
const OPEN = 1;
const CLOSE_TIMEOUT_MS = 1000;
/** Close codes after which trying again cannot help: policy (a token), message too big, unsupported data. */
const FINAL_CLOSE_CODES: ReadonlySet<number> = new Set([1003, 1007, 1008, 1009]);

/** `/ws` with events and binary audio. Owns its socket and its keep-alive timer. */
export function createWebSocketTransport(options: WebSocketTransportOptions): Transport {
  return new WebSocketTransport(options);
}

class WebSocketTransport implements Transport {
  readonly wire = 'websocket';
  readonly #options: WebSocketTransportOptions;
  #socket: WebSocketLike | undefined;
  #listener: TransportListener | undefined;
  #opened: { resolve: (sessionId: string) => void; reject: (error: ParleyError) => void } | undefined;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  #keepAliveTimer: ReturnType<typeof setInterval> | undefined;
  #heardSinceCheck = true;
  #endReason: SessionEndReason | undefined;
  #failure: string | undefined;
  #closed = false;

  constructor(options: WebSocketTransportOptions) {
    this.#options = options;
  }

  open(listener: TransportListener): Promise<string> {
    this.#listener = listener;
    return new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
      try {
        const socket = openWebSocket(websocketUrl(this.#options), this.#options.token);
        socket.binaryType = 'arraybuffer';
        socket.onmessage = (event) => this.#receive(event.data);
        socket.onerror = (event) => {
          this.#failure = event.message;
        };
        socket.onclose = (event) => this.#lost(event.code, event.reason);
        this.#socket = socket;
        this.#openTimer = setTimeout(
          () => this.#giveUp('The server did not answer in time.'),
          this.#options.openTimeoutMs,
        );
      } catch (error) {
        reject(ParleyError.from(error, 'CONNECTION_ERROR'));
      }
    });
  }

  send(message: ClientMessageInput): void {
    if (this.#socket?.readyState !== OPEN) {
      throw new ParleyError('CONNECTION_ERROR', 'Not connected.');
    }
    this.#socket.send(JSON.stringify(message));
  }

  report({ generation, samplePosition, cause }: PlayoutReport, ownHold: boolean): void {
    if (this.#socket?.readyState !== OPEN || cause === 'start') return;
    this.send({
      type: 'playback',
      generation,
      position: samplePosition,
      ...(cause === 'hold' && ownHold ? { held: true } : {}),
    });
  }

  sendAudio(samples: Int16Array<ArrayBuffer>, sampleRateHz: number): void {
    const socket = this.#socket;
    if (socket?.readyState !== OPEN || socket.bufferedAmount > MAX_WAITING_BYTES) return;
    if (sampleRateHz === this.#options.inputRateHz) socket.send(samples);
    else this.send({ type: 'audio', pcm: base64FromSamples(samples), sample_rate: sampleRateHz });
  }

  close(): Promise<void> {
    this.#end();
    const socket = this.#socket;
    if (socket === undefined || socket.readyState > OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      // A peer that never answers the close must not keep us.
      const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
      socket.onclose = () => {
        clearTimeout(timer);
        resolve();
      };
      socket.onmessage = null;
      socket.close(1000);
    });
  }

  #receive(data: unknown): void {
    this.#heardSinceCheck = true;
    if (data instanceof ArrayBuffer) {
      const frame = decodeBinaryFrame(new Uint8Array(data));
      if (frame === undefined) return;
      const { generation, sequence, samplePosition } = frame;
      this.#listener?.onAudio({ generation, sequence, samplePosition, samples: samplesFromBytes(frame.pcm) });
      return;
    }
    const message = parseServerMessage(data);
    if (message !== undefined) this.#handle(message);
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'session_start':
        if (message.resume_token !== undefined) this.#listener?.onResumeToken(message.resume_token);
        this.#started(message.session_id);
        return;
      case 'audio':
        // A server without binary audio; it numbers frames, and sends generations with events.
        this.#listener?.onAudio({
          generation: message.generation ?? 0,
          sequence: message.sequence,
          samplePosition: message.position ?? (message.sequence - 1) * FRAME_SAMPLES,
          samples: samplesFromBase64(message.pcm),
        });
        return;
      case 'pong':
        return;
      case 'session_end':
        if (endsSession(message.reason)) this.#endReason = message.reason;
        break;
      case 'error':
        if (this.#opened !== undefined) {
          this.#opened.reject(new ParleyError(message.code, message.message));
          this.#opened = undefined;
          return;
        }
        break;
      default:
        break;
    }
    this.#listener?.onMessage(message);
  }

  #started(sessionId: string): void {
    clearTimeout(this.#openTimer);
    this.#opened?.resolve(sessionId);
    this.#opened = undefined;
    this.#keepAliveTimer = setInterval(() => this.#checkAlive(), this.#options.keepAliveMs);
  }

  #checkAlive(): void {
    if (!this.#heardSinceCheck) {
      this.#giveUp('The server fell silent.');
      return;
    }
    this.#heardSinceCheck = false;
    if (this.#socket?.readyState === OPEN) this.send({ type: 'ping' });
  }

  #giveUp(reason: string): void {
    this.#failure = reason;
    const socket = this.#socket;
    if (socket !== undefined) socket.onclose = null;
    socket?.close();
    this.#lost(1006, '');
  }

  #lost(code: number, closeReason: string): void {
    if (this.#closed) return;
    const reason = this.#endReason ?? (closeReason || this.#failure || `The connection closed (${code}).`);
    const opening = this.#opened;
    this.#end();
    if (opening !== undefined) {
      const denied = code === 1008 || /\b401\b/.test(reason);
      opening.reject(new ParleyError(denied ? 'UNAUTHORIZED' : 'CONNECTION_ERROR', reason));
      return;
    }
    const final = FINAL_CLOSE_CODES.has(code);
    this.#listener?.onClosed(reason, !final && mayReopen(this.#endReason));
  }

  #end(): void {
    this.#closed = true;
    this.#opened = undefined;
    clearTimeout(this.#openTimer);
    clearInterval(this.#keepAliveTimer);
  }
}
