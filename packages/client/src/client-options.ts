import type { SpeechDetector } from './ducking/speech-detector.js';
import type { Microphone } from './microphone.js';
import type { Speaker } from './playout/speaker.js';
import type { Transport } from './transports/transport.js';

export interface ClientOptions extends ClientSettings {
  /** `ws://host:port`, `http://host:port` or a full address; a bare host means its `/ws`. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Without a speaker replies are told as events and not played; nothing counts as heard then. */
  readonly audio?: AudioDevices | undefined;
  /**
   * Hold the reply as soon as this side hears speech, before the server says so: by energy (true), or by a detector
   * that the client then owns. Default false. It wants a microphone without the agent's own sound in it.
   */
  readonly ducking?: boolean | SpeechDetector | undefined;
  /** Rate of the microphone audio that goes as binary; other rates are sent as JSON. Default 16000. */
  readonly inputRateHz?: number | undefined;
  /** Default true: a broken connection is opened again, and goes on with the session where the server still knows it. */
  readonly reconnect?: boolean | undefined;
  /** Default 8000. */
  readonly openTimeoutMs?: number | undefined;
  /** Default 10000: a server silent for twice this long counts as gone. */
  readonly keepAliveMs?: number | undefined;
  /** Another wire than the WebSocket, which `websocket` makes. Called for every attempt to connect. */
  readonly createTransport?: ((options: ClientOptions, websocket: () => Transport) => Transport) | undefined;
}

export interface AudioDevices {
  readonly speaker?: Speaker | undefined;
  readonly microphone?: Microphone | undefined;
}

export interface BargeInSettings {
  readonly strategy?: 'pause-first' | 'confirm-first' | 'off';
  readonly policy?: 'auto' | 'resume' | 'replace' | 'off';
}

/** What may change while the session runs. */
export interface ClientSettings {
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  /** Whether the microphone's audio is free of the agent's own sound. Undefined: the server assumes so. */
  readonly echoCancellation?: boolean | undefined;
  readonly bargeIn?: BargeInSettings | undefined;
  /** Turns end by `commit` alone. */
  readonly pushToTalk?: boolean | undefined;
}

export interface TextOptions {
  /** Answer the text instead of speaking it. Default: as the server is set. */
  readonly respond?: boolean | undefined;
  /** False: more of the same utterance follows. Default true. */
  readonly isFinal?: boolean | undefined;
  /** Whether speech may interrupt it. Default true. */
  readonly interruptible?: boolean | undefined;
}
