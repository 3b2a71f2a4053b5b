export { createClient, type ParleyClient } from './client.js';
export type {
  AudioEvent,
  ClientErrorEvent,
  ClientEvents,
  ConnectionEvent,
  ReplyEvent,
  SessionStateName,
  TranscriptEvent,
} from './client-events.js';
export type {
  AudioDevices,
  BargeInSettings,
  ClientOptions,
  ClientSettings,
  TextOptions,
} from './client-options.js';
export { DeviceError, type DeviceErrorCode } from './device-error.js';
export type { AudioListener, Microphone } from './microphone.js';
export type { PlayoutFrame } from './playout/frame-queue.js';
export {
  createPlayoutBuffer,
  type PlayoutBuffer,
  type PlayoutBufferOptions,
  type PlayoutCause,
  type PlayoutReport,
  type PlayoutStatistics,
} from './playout/playout-buffer.js';
export type { Level, Speaker, SpeakerListener } from './playout/speaker.js';
export type { Transport, TransportListener, TransportMessage } from './transports/transport.js';
