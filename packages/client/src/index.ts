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
export { createEnergyDetector } from './ducking/energy-detector.js';
export { createOnsetGate, type OnsetGateOptions } from './ducking/onset-gate.js';
export type { SpeechDetector } from './ducking/speech-detector.js';
export type { AudioListener, Microphone } from './microphone.js';
export type { PlayoutFrame } from './playout/frame-queue.js';
export {
  createPlayoutBuffer,
  type PlayoutBuffer,
  type PlayoutBufferOptions,
  type PlayoutStatistics,
} from './playout/playout-buffer.js';
export type { PlayoutCause, PlayoutReport } from './playout/playout-report.js';
export type { Level, Speaker, SpeakerListener } from './playout/speaker.js';
export { createFirstThatOpens, type FirstThatOpensOptions } from './transports/first-that-opens.js';
export type { Transport, TransportListener, TransportMessage, Wire } from './transports/transport.js';
